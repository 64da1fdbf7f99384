import { describe, expect, test } from 'vitest'
import type { ShowChange } from '../../../../shared/model/show-change.ts'
import { Rig, SYNTH } from './fake-process.ts'

const EDIT: ShowChange = { cause: 5, kind: 'edit' }
const DRUMS = { port: 'Drums', occurrence: 1, maxAge: 2000 }
const open = (output: string, port: string, sent: number) => ({
  ...{ output, port, state: 'open', reason: null, sent },
  ...{ failed: 0, queued: 0, dropped: 0, collapsed: 0, lastError: null },
})

test('the outputs of a changed show reach the process that runs, and the counts of those that stay go on', async () => {
  await using rig = new Rig()
  const health = (...midiOutputs: readonly object[]): void =>
    rig.process.speak({ kind: 'health', devices: [], midiOutputs, identities: {}, dropped: 0 })
  health(open('synth', 'Synth', 7))
  rig.devices.take({ drums: DRUMS, synth: { ...SYNTH, maxAge: 500 } }, EDIT)
  expect(rig.processes).toHaveLength(1)
  expect(rig.process.ports()).toEqual([{ drums: 'Drums', synth: 'Synth' }])
  expect(rig.devices.midiOutputs()).toMatchObject([
    { output: 'drums', state: 'missing', reason: 'the system’s ports have not been looked at yet', sent: 0 },
    open('synth', 'Synth', 7),
  ])
  rig.devices.take({ drums: DRUMS, synth: { ...SYNTH, port: 'Other' } }, EDIT)
  // From before it heard of that.
  health(open('drums', 'Drums', 1), open('synth', 'Synth', 8))
  expect(rig.devices.midiOutputs()).toMatchObject([
    open('drums', 'Drums', 1),
    { output: 'synth', port: 'Other', state: 'missing', sent: 0 },
  ])
})

test('the same outputs again are not told, whatever objects they come in; another order is', async () => {
  await using rig = new Rig()
  rig.devices.take({ synth: SYNTH, drums: DRUMS }, EDIT)
  rig.devices.take({ synth: { ...SYNTH }, drums: { ...DRUMS } }, EDIT)
  expect(rig.process.ports()).toHaveLength(1)
  rig.devices.take({ drums: DRUMS, synth: SYNTH }, EDIT)
  expect(rig.devices.midiOutputs().map(({ output }) => output)).toEqual(['drums', 'synth'])
})

test('what waits for an output that goes while the process is away is given up, and the next one hears of the new ones', async () => {
  await using rig = new Rig()
  rig.process.health()
  rig.devices.take({ synth: SYNTH, drums: DRUMS }, EDIT)
  rig.process.listener.ended('SIGSEGV')
  await rig.program(1)
  rig.news()
  rig.devices.take({ drums: DRUMS }, EDIT)
  await rig.pass(0)
  expect(rig.news()).toEqual(['midi.sendFailed midi/output-closed 1'])
  await rig.pass(250)
  expect(rig.process.told).toMatchObject([{ kind: 'open', outputs: { drums: DRUMS }, sounding: {} }])
  rig.process.health()
  await rig.pass(0)
  expect(rig.process.asked()).toEqual([])
})

test('what the next process must end is known of outputs that stay', async () => {
  await using rig = new Rig()
  rig.process.health()
  await rig.send({ kind: 'noteOn', channel: 2, note: 60, velocity: 9 })
  rig.devices.take({ drums: DRUMS, synth: { ...SYNTH } }, EDIT)
  rig.process.listener.ended('SIGSEGV')
  await rig.pass(250)
  expect(rig.process.told[0]).toMatchObject({
    sounding: { synth: { channels: [2], notes: [{ channel: 2, note: 60 }] } },
  })
})

describe('an output that is renamed', () => {
  const renamed = [{ kind: 'midiOutput' as const, from: 'synth', to: 'keys' }]
  const change: ShowChange = { ...EDIT, renamed }

  test('keeps its counts, and the process is told of its names', async () => {
    await using rig = new Rig()
    const health = (...midiOutputs: readonly object[]): void =>
      rig.process.speak({ kind: 'health', devices: [], midiOutputs, identities: {}, dropped: 0 })
    health(open('synth', 'Synth', 7))
    rig.devices.take({ keys: SYNTH }, change)
    expect(rig.devices.midiOutputs()).toMatchObject([open('keys', 'Synth', 7)])
    expect(rig.process.told.filter(({ kind }) => kind === 'take')).toMatchObject([{ change: { renamed } }])
    rig.process.listener.ended('SIGSEGV')
    await rig.pass(250)
    expect(rig.devices.midiOutputs()).toMatchObject([{ output: 'keys', sent: 7 }])
    rig.devices.take(
      { synth: SYNTH },
      { ...EDIT, renamed: [{ kind: 'midiOutput', from: 'keys', to: 'synth' }] },
    )
    expect(rig.devices.midiOutputs()).toMatchObject([{ output: 'synth', sent: 7 }])
  })

  test('keeps what waits for it and what it may have left sounding while the process is away', async () => {
    await using rig = new Rig()
    rig.process.health()
    await rig.send({ kind: 'noteOn', channel: 2, note: 60, velocity: 9 })
    rig.process.listener.ended('SIGSEGV')
    await rig.send({ kind: 'noteOff', channel: 2, note: 60, velocity: 0 })
    rig.news()
    rig.devices.take({ keys: SYNTH }, change)
    expect(rig.devices.midiOutputs()).toMatchObject([{ output: 'keys', queued: 1 }])
    await rig.pass(250)
    expect(rig.process.told[0]).toMatchObject({ sounding: { keys: { channels: [2] } } })
    rig.process.health()
    await rig.pass(0)
    const asked = rig.process.told.flatMap((told) => (told.kind === 'asked' ? told.events : []))
    expect(asked).toMatchObject([{ payload: { output: 'keys', message: { kind: 'noteOff' } } }])
    expect(rig.news().filter((one) => one.startsWith('midi.sendFailed'))).toEqual([])
  })
})
