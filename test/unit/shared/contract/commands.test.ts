import { expect, test } from 'vitest'
import type { Command } from '../../../../shared/contract/command.ts'
import { commandOf, commands } from '../../../../shared/contract/commands.ts'
import { addressAhead, aheadOf } from '../../../../shared/contract/ending.ts'
import { ROLES } from '../../../../shared/model/client.ts'

const rows = Object.entries<Command>(commands)

test('what begins something or ends it plays the show, and nothing does both', () => {
  const begins = rows.filter(([, row]) => row.begins === true)
  const ends = rows.filter(([, row]) => row.ends !== undefined)
  expect([...begins, ...ends].filter(([, { kind }]) => kind !== 'act')).toEqual([])
  expect(begins.filter(([, row]) => row.ends !== undefined)).toEqual([])
  expect(ends.map(([name]) => name)).toEqual([
    'show.stop',
    'show.panic',
    'cue.stop',
    'playlist.stop',
    'run.stop',
    'replay.stop',
  ])
})

test('what a command that plays or edits the show waits for is a disk, or an output that is tried; panic waits for nothing', () => {
  const waits = rows.filter(([, row]) => row.waits === true && row.kind !== 'ask').map(([name]) => name)
  expect(waits).toEqual([
    ...['show.reload', 'access.lock', 'access.unlock', 'access.setPin', 'access.become'],
    ...['show.save', 'show.saveAs', 'show.open', 'show.new', 'show.close', 'show.takeOffered'],
    ...['show.autosave', 'show.restoreVersion', 'cueSheet.import'],
    ...['bundle.export', 'bundle.open', 'bundle.receive', 'bundle.take', 'bundle.approve'],
    'output.test',
  ])
})

test('who may only look may panic and not play, and who may only play may not edit', () => {
  const least = (name: string): number => ROLES.indexOf(commandOf(name)?.role ?? 'viewer')
  expect(['runs.list', 'show.go', 'show.panic', 'recording.remove', 'show.edit'].map(least)).toEqual([
    0, 1, 0, 2, 2,
  ])
})

test('a command and its OSC address go ahead alike', () => {
  expect(['show.panic', 'show.stop', 'playlist.stop', 'show.go', 'nothing'].map(aheadOf)).toEqual([
    'panic',
    'stop',
    'stop',
    undefined,
    undefined,
  ])
  const addresses = ['/cuewright/panic', '/stop', '/cuewright/playlist/a/stop', '/cuewright/playlist/*/stop']
  expect(addresses.map(addressAhead)).toEqual(['panic', 'stop', 'stop', undefined])
})
