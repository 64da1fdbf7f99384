import { describe, expect, test } from 'vitest'
import { renamedInFile } from '../../../../main/coordinator/renamed-in-file.ts'
import type { Edit } from '../../../../shared/model/mutations/mutation.ts'
import type { ShowFile } from '../../../../shared/model/show.ts'
import { referringShow } from '../../../support/edited-shows.ts'
import { edited, rename, showOf } from '../../../support/renamed-show.ts'

const told = (before: ShowFile, after: ShowFile): string[] =>
  renamedInFile(before, after).map(
    ({ kind, in: inside, from, to }) => `${kind} ${inside === undefined ? '' : `${inside}/`}${from} ${to}`,
  )

/** As it comes of a file: nothing is shared with what ran before. */
const read = (show: ShowFile): ShowFile => structuredClone(show)

describe('a file in which a thing is called otherwise', () => {
  test.each<[what: string, edits: readonly Edit[], expected: readonly string[]]>([
    ['a playlist', [rename('playlist', 'chase', 'race')], ['playlist chase race']],
    ['a gesture', [rename('gesture', 'tap', 'knock')], ['gesture tap knock']],
    ['a scheduler', [rename('scheduler', 'foyer', 'hall')], ['scheduler foyer hall']],
    ['a rule', [rename('rule', 'greet', 'welcome', 'foyer')], ['rule foyer/greet welcome']],
    ['a variable', [rename('variable', 'open', 'doors', 'foyer')], ['variable foyer/open doors']],
    ['a parameter', [rename('param', 'level', 'dimmer')], ['param level dimmer']],
    ['a target', [rename('target', 'desk', 'light')], ['target desk light']],
    ['a sender', [rename('peer', 'foh', 'front')], ['peer foh front']],
    ['a MIDI output', [rename('midiOutput', 'lights', 'lamps')], ['midiOutput lights lamps']],
    ['an event', [rename('event', 'lights.go', 'lamps.go')], ['event lights.go lamps.go']],
    [
      'several at once, which name each other',
      [
        rename('event', 'lights.stop', 'lamps.off'),
        rename('playlist', 'chase', 'race'),
        rename('target', 'desk', 'light'),
      ],
      ['target desk light', 'event lights.stop lamps.off', 'playlist chase race'],
    ],
  ])('is found: %s', (_, edits, expected) => {
    const before = referringShow()
    expect(told(before, read(edited(before, ...edits)[0]))).toEqual(expected)
  })
})

describe('nothing is found', () => {
  const playlists = (...ids: readonly string[]): ShowFile =>
    showOf({ playlists: ids.map((id) => ({ id, name: 'Alike', steps: [] })) })

  test('where nothing is called otherwise, or a name only comes or goes', () => {
    const show = referringShow()
    expect(told(show, read(show))).toEqual([])
    expect(told(playlists('a'), playlists('a', 'b'))).toEqual([])
    expect(told(playlists('a', 'b'), playlists('a'))).toEqual([])
  })

  test('where two that are gone, or two that are new, are alike', () => {
    expect(told(playlists('a', 'b'), playlists('c'))).toEqual([])
    expect(told(playlists('a'), playlists('b', 'c'))).toEqual([])
  })

  test('where all is called otherwise, as in another show', () => {
    const many = (prefix: string): ShowFile =>
      showOf({
        playlists: Array.from({ length: 60 }, (_, at) => ({
          id: `${prefix}${at}`,
          name: `P ${at}`,
          steps: [],
        })),
      })
    expect(told(many('a'), many('b'))).toEqual([])
  })

  test('where it is another in more than its name', () => {
    const other = showOf({ playlists: [{ id: 'b', name: 'Other', steps: [] }] })
    expect(told(playlists('a'), other)).toEqual([])
  })

  test('where a parameter is gone, and a new one like it is named by others', () => {
    const of = (name: string, used: string): ShowFile =>
      showOf({
        params: { [name]: { type: 'number', max: 10 } },
        schedulers: [
          {
            id: 's',
            name: 'S',
            rules: [
              {
                id: 'r',
                when: [{ kind: 'at', after: 1 }],
                actions: [{ action: 'log', message: used }],
              },
            ],
          },
        ],
      })
    expect(told(of('level', '{{ params.level }}'), of('volume', 'nothing'))).toEqual([])
    expect(told(of('level', '{{ params.level }}'), of('volume', '{{ params.volume }}'))).toEqual([
      'param level volume',
    ])
  })
})
