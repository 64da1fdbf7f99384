import { describe, expect, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { commands } from '../../../../shared/contract/commands.ts'
import type { CommandName } from '../../../../shared/contract/commands.ts'
import { ROLES } from '../../../../shared/model/client.ts'
import type { Client } from '../../../../shared/model/client.ts'
import { openAccess } from '../../../support/open-access.ts'

/**
 * What may be asked of a locked engine. A command that is new has to be put here by hand, or nothing compiles: whoever adds one
 * decides whether it may change a show that is locked.
 */
const WHILE_LOCKED: Readonly<Record<CommandName, 'looks' | 'stays' | 'barred'>> = {
  // Reads.
  'show.file': 'looks',
  'show.uses': 'looks',
  'show.arming': 'looks',
  'cueSheet.preview': 'looks',
  'cueSheet.export': 'looks',
  'cueSheet.import': 'barred',
  'show.arm': 'stays',
  'show.disarm': 'stays',
  'show.state': 'looks',
  'show.read': 'looks',
  'show.history': 'looks',
  'show.versions': 'looks',
  'show.previewVersion': 'looks',
  'show.kept': 'looks',
  'health.read': 'looks',
  'health.history': 'looks',
  'show.check': 'looks',
  'playlists.list': 'looks',
  'runs.list': 'looks',
  'cues.list': 'looks',
  'schedulers.list': 'looks',
  'scenes.list': 'looks',
  'scene.recall': 'stays',
  'scene.store': 'barred',
  'thrown.history': 'looks',
  'thrown.queue': 'looks',
  'interrupts.list': 'looks',
  'events.query': 'looks',
  'state.query': 'looks',
  'asRun.query': 'looks',
  'asRun.chain': 'looks',
  'asRun.export': 'looks',
  'access.read': 'looks',
  'message.read': 'looks',
  'bundle.read': 'looks',
  'bundle.file': 'looks',
  'bundle.approval': 'looks',
  // A page that steps down, and up with the PIN.
  'access.become': 'looks',
  // Whoever sees the danger.
  'show.panic': 'looks',
  // Plays.
  'show.go': 'stays',
  'show.back': 'stays',
  'show.stop': 'stays',
  'show.pause': 'stays',
  'show.resume': 'stays',
  'show.reset': 'stays',
  'standby.set': 'stays',
  'cueList.skip': 'stays',
  'cueList.back': 'stays',
  'cueList.standBy': 'stays',
  'cue.go': 'stays',
  'cue.start': 'stays',
  'cue.stop': 'stays',
  'cue.pause': 'stays',
  'cue.resume': 'stays',
  'cue.load': 'stays',
  'cue.arm': 'stays',
  'cue.disarm': 'stays',
  'cue.cancelWait': 'stays',
  'playlist.start': 'stays',
  'playlist.stop': 'stays',
  'playlist.pause': 'stays',
  'playlist.resume': 'stays',
  'playlist.seek': 'stays',
  'playlist.setRate': 'stays',
  'run.stop': 'stays',
  'run.pause': 'stays',
  'run.resume': 'stays',
  'run.seek': 'stays',
  'run.setRate': 'stays',
  'event.publish': 'stays',
  'param.set': 'stays',
  'message.show': 'stays',
  'message.clear': 'stays',
  'param.fade': 'stays',
  'param.fade.stop': 'stays',
  'param.resync': 'stays',
  'feedback.find': 'stays',
  'thrown.throw': 'stays',
  'thrown.clear': 'stays',
  'interrupt.answer': 'stays',
  'interrupt.clear': 'stays',
  'rule.fire': 'stays',
  'rule.setEnabled': 'stays',
  'rules.hold': 'stays',
  'rules.release': 'stays',
  'task.cancel': 'stays',
  'health.acknowledge': 'stays',
  'output.mute': 'stays',
  'output.test': 'stays',
  'recording.start': 'stays',
  'recording.stop': 'stays',
  'replay.start': 'stays',
  'replay.stop': 'stays',
  // Ends what may have been begun before.
  'learn.cancel': 'stays',
  // Puts what was edited before into the file, and changes no show.
  'show.save': 'stays',
  'access.lock': 'stays',
  'access.unlock': 'stays',
  // Changes the show, which of its states runs, or who may change it.
  'show.edit': 'barred',
  'show.undo': 'barred',
  'show.redo': 'barred',
  'show.turn': 'barred',
  'show.reload': 'barred',
  'show.saveAs': 'barred',
  'show.open': 'barred',
  'show.restoreVersion': 'barred',
  'show.new': 'barred',
  'show.close': 'barred',
  'show.takeOffered': 'barred',
  'show.keepMine': 'barred',
  'show.giveUpSave': 'barred',
  'show.autosave': 'barred',
  'bundle.export': 'barred',
  'bundle.open': 'barred',
  'bundle.receive': 'barred',
  'bundle.drop': 'barred',
  'bundle.take': 'barred',
  'bundle.approve': 'barred',
  'learn.start': 'barred',
  'recording.remove': 'barred',
  'access.setPin': 'barred',
}

const LEAST = { looks: 'viewer', stays: 'operator', barred: 'editor' } as const

const DOORS: readonly (readonly [Client['way'], string | null])[] = [
  ['window', null],
  ['web', '127.0.0.1'],
  ['web', '10.0.0.7'],
  ['rest', '127.0.0.1'],
  ['rest', '10.0.0.7'],
  ['osc', '10.0.0.7'],
  ['osc', '10.0.0.5'],
  ['control', null],
  ['rule', null],
  ['replay', null],
]

const rows = Object.entries(WHILE_LOCKED) as [CommandName, (typeof WHILE_LOCKED)[CommandName]][]
const who = ([way, address]: (typeof DOORS)[number]): Client => ({
  ...{ id: `${way} ${address}`, name: way, way, source: way, address },
})

test('the column of roles says of every command what the table says', () => {
  expect(Object.keys(WHILE_LOCKED).sort()).toEqual(Object.keys(commands).sort())
  expect(rows.filter(([name, fate]) => commands[name].role !== LEAST[fate]).map(([name]) => name)).toEqual([])
})

describe.each(DOORS.map((door) => [door.join(' '), who(door)] as const))('by %s', (_, client) => {
  test('a locked engine bars what changes the show, and nothing else', async () => {
    const access = await openAccess(new SimulatedClock())
    await access.lock({ ...client, way: 'window' }, null)
    for (const [name, fate] of rows) {
      const code = access.refusal(name, commands[name].role, client)?.code
      const isPart = client.way === 'rule' || client.way === 'control' || client.way === 'replay'
      expect([name, code]).toEqual([
        name,
        fate !== 'barred' ? undefined : isPart ? 'access/role' : 'access/locked',
      ])
    }
  })

  test.each(['view', 'operate', 'edit'] as const)('a door that may %s lets in no more', async (word) => {
    const doors = { local: word, http: word, osc: word }
    const access = await openAccess(new SimulatedClock(), { doors })
    const had = ROLES.indexOf(access.roleOf(client))
    for (const [name, fate] of rows) {
      const isLetIn = access.refusal(name, commands[name].role, client) === null
      expect([name, isLetIn]).toEqual([name, ROLES.indexOf(LEAST[fate]) <= had])
    }
  })
})
