import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ContractClient } from '../../../../shared/contract/client.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import { doublesOf, keyedBy, repeatedIds } from '../../../../renderer/lib/actions.ts'
import type { Action } from '../../../../renderer/lib/actions.ts'
import { chordOf } from '../../../../renderer/lib/chords.ts'
import { FOCUS_LINES, keySections } from '../../../../renderer/lib/key-help.ts'
import { Appearance } from '../../../../renderer/state/appearance.svelte.ts'
import { Desk } from '../../../../renderer/state/desk.svelte.ts'
import { PageAddress } from '../../../../renderer/state/page-address.svelte.ts'
import { Page } from '../../../../renderer/state/page.svelte.ts'
import { Screens } from '../../../../renderer/state/screens.svelte.ts'
import { standingActions } from '../../../../renderer/state/standing-actions.ts'
import { FakePage } from '../../../support/fake-page.ts'
import { SOME_PAGE } from '../../../support/clients.ts'
import { ScriptedPipe } from '../../../support/scripted-pipe.ts'

const plain = { repeat: false, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

let client: ContractClient
let desk: Desk
let page: Page
let actions: readonly Action[]

beforeEach(() => {
  const clock = new SimulatedClock()
  client = new ContractClient(new ScriptedPipe(), clock, SOME_PAGE)
  desk = new Desk(client, clock)
  const window = new FakePage()
  const screens = new Screens({ window, local: null })
  page = new Page({
    address: new PageAddress(window, (name) => screens.byName(name)),
    appearance: new Appearance({ root: { dataset: {} }, local: null, wide: window.wide }),
    ...{ screens, station: { name: 'FOH', rename: () => undefined }, openPage: null },
  })
  actions = standingActions(desk, page)
})
afterEach(() => {
  for (const part of [page.address, page.screens, page.appearance]) dispose(part)
  dispose(desk)
  dispose(client)
})

test('no key does two things, and no id is there twice', () => {
  for (const view of [desk.cueActions, desk.faderActions]) {
    const rooms = [actions, view]
    expect(doublesOf(rooms)).toEqual([])
    expect(repeatedIds(rooms.flat())).toEqual([])
  }
})

/** Rooms that bind keys of their own come and go: none of them may take these. */
test('keys of the show are these and no others', () => {
  const keys = actions.filter(({ layer }) => layer === 'show').flatMap((each) => each.keys)
  expect(keys).toEqual(['Space', 'Backspace', 'P', 'S', 'Escape', 'Y', 'N'])
})

test('no key is Control with Alt, or Alt with a letter', () => {
  for (const key of actions.flatMap((each) => each.keys)) expect(key).not.toMatch(/Ctrl\+Alt|Alt\+.$/)
})

describe.each([
  [
    'US',
    {
      go: [' ', 'Space'],
      stop: ['s', 'KeyS'],
      pause: ['p', 'KeyP'],
      help: ['?', 'Slash'],
      undo: ['z', 'KeyZ'],
      save: ['s', 'KeyS'],
    },
  ],
  [
    'AZERTY',
    {
      go: [' ', 'Space'],
      stop: ['s', 'KeyS'],
      pause: ['p', 'KeyP'],
      help: ['?', 'KeyM'],
      undo: ['z', 'KeyW'],
      save: ['s', 'KeyS'],
    },
  ],
  [
    'QWERTZ',
    {
      go: [' ', 'Space'],
      stop: ['s', 'KeyS'],
      pause: ['p', 'KeyP'],
      help: ['?', 'Minus'],
      undo: ['z', 'KeyY'],
      save: ['s', 'KeyS'],
    },
  ],
  [
    'Cyrillic',
    {
      go: [' ', 'Space'],
      stop: ['ы', 'KeyS'],
      pause: ['з', 'KeyP'],
      help: ['?', 'Digit7'],
      undo: ['я', 'KeyZ'],
      save: ['ы', 'KeyS'],
    },
  ],
] as const)('on a keyboard that is %s', (_name, keys) => {
  const found = (
    [key, code]: readonly [string, string],
    held: Partial<typeof plain> = {},
  ): string | undefined => keyedBy(actions, chordOf({ ...plain, ...held, key, code }) ?? '')?.id

  test('each key finds its action', () => {
    expect(found(keys.go)).toBe('show.go')
    expect(found(keys.stop)).toBe('show.stop')
    expect(found(keys.pause)).toBe('show.pause')
    expect(found(keys.help, { shiftKey: true })).toBe('page.keys')
    expect(found(keys.undo, { ctrlKey: true })).toBe('edit.undo')
    expect(found(keys.undo, { metaKey: true, shiftKey: true })).toBe('edit.redo')
    expect(found(keys.save, { ctrlKey: true })).toBe('file.save')
  })
})

test('Y and N are the show’s own until a confirmation waits', () => {
  expect([keyedBy(actions, 'Y'), keyedBy(actions, 'N')]).toEqual([null, null])
})

test('what needs the engine says that it is away, and what does not can be done all the same', () => {
  const possible = actions.filter((each) => desk.actions.whyNot(each) === null).map(({ id }) => id)
  expect(possible).toEqual([
    ...[
      'show.panic',
      'view.show',
      'view.faders',
      'view.inputs',
      'view.events',
      'view.rules',
      'view.log',
      'view.health',
    ],
    ...['page.palette', 'page.keys', 'theme.dark', 'theme.light', 'theme.contrast', 'theme.red'],
    ...['size.auto', 'size.s', 'size.m', 'size.l'],
  ])
})

test('views are in the address', () => {
  desk.actions.register(actions)
  const view = desk.actions.byId('view.log')
  if (view !== null) desk.actions.choose(view)
  expect([page.view, page.address.place]).toEqual(['log', 'log'])
})

test('the keys in the documentation are those of the table', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../docs/screen.md'), 'utf8')
  const [, first = ''] = /^## Keys$([^]*?)^## /m.exec(text) ?? []
  const rows = [...first.matchAll(/^\|(.*)\|(.*)\|$/gm)].map((row) => [row[1]?.trim(), row[2]?.trim()])
  const lines = [...keySections(actions).flatMap((section) => section.lines), ...FOCUS_LINES]
  expect(rows.filter(([keys]) => keys !== 'key' && !/^-+$/.test(keys ?? ''))).toEqual(
    lines.map(({ keys, does }) => [keys, does]),
  )
})
