import { expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import { subjectOf, unsent } from '../../../../renderer/lib/command-words.ts'

const names = {
  playlist: (id: string) => (id === 'blackout' ? 'Blackout' : null),
  run: (id: string) => (id === 'run-1' ? 'Chase' : null),
}

test('a command is named as its button, with what it is for', () => {
  expect(subjectOf('show.go', {}, names)).toBe('GO')
  expect(subjectOf('playlist.start', { id: 'blackout' }, names)).toBe('Start of Blackout')
  expect(subjectOf('run.seek', { runId: 'run-1', position: 0 }, names)).toBe('Move of Chase')
})

test('a command for something without a known name, or that no button is named after, is the command', () => {
  expect(subjectOf('playlist.start', { id: 'gone' }, names)).toBe('The command')
  expect(subjectOf('standby.set', { playlistId: null }, names)).toBe('The command')
  expect(subjectOf('task.cancel', { taskId: 1 }, names)).toBe('The command')
})

test('what was not sent is said in whole seconds and without the name of the command', () => {
  const refused = fault('connection/silent', 'show.go', 'it was not sent', 'wait until the engine answers')
  expect(unsent(refused, 'GO', 2_999)).toEqual({
    code: 'connection/silent',
    where: 'GO',
    what: 'GO was not sent: the engine has said nothing for 2 s',
    next: 'wait until the engine answers',
  })
})
