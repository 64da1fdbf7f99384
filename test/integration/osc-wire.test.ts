// What a show makes of OSC packets as other programs write them, byte for byte.
import { KnownPeers } from '../../shared/model/known-peers.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { OscIntake } from '../../main/peripherals/osc/intake.ts'
import { ScheduledClock } from '../../main/tasks/scheduled-clock.ts'
import { Scheduler } from '../../main/tasks/scheduler.ts'
import { showFile } from '../../shared/model/show.ts'
import { SimulatedShow } from '../support/simulated-show.ts'

const steps = [{ offset: 10, type: 'lights.go' }]
const playlist = (id: string, address: unknown, where: object = {}): object => ({
  ...{ id, name: id, steps },
  triggers: address === null ? [] : [{ event: 'osc.received', address, where }],
})
const rule = (id: string, condition: string): object => ({
  id,
  when: [{ kind: 'event', match: { event: 'osc.received', address: '/level', on: 'any' } }],
  condition,
  actions: [{ action: 'start_playlist', id }],
})

const show = showFile.parse({
  version: 1,
  name: 'Wire',
  events: { 'lights.go': {} },
  params: { trim: { type: 'number', max: 0.1 }, level: { type: 'number' }, blind: { type: 'boolean' } },
  playlists: [
    playlist('x', null),
    playlist('seven', '/at', { 'args.0': 0.7 }),
    playlist('exact', { exactly: '/matrix[3]/on' }),
    playlist('spread', '/matrix3/on'),
    playlist('cue1', '/cue/1/start'),
    playlist('cue2', '/cue/2/start'),
    playlist('channel', '/dmx', { 'args.511': 255 }),
    playlist('equal', null),
    playlist('above', null),
  ],
  schedulers: [
    {
      id: 's',
      name: 'S',
      rules: [
        rule('equal', 'event.payload.args[0] == 0.7'),
        rule('above', 'event.payload.args[0] in [0.1, 0.2, 0.3]'),
      ],
    },
  ],
})

/** A show that hears packets; they are written as text, `~` for a zero byte. */
function open() {
  const stage = new SimulatedShow({ show, path: null })
  onTestFinished(() => stage[Symbol.asyncDispose]())
  const tasks = new Scheduler({
    clock: stage.clock,
    maxTasks: 100,
    failed({ error }) {
      throw error
    },
    print() {},
  })
  onTestFinished(() => tasks[Symbol.dispose]())
  const intake = new OscIntake({
    clock: new ScheduledClock(stage.clock, tasks),
    arisenAt: () => stage.clock.now(),
    publish: stage.dispatcher.publish,
    source: 'osc:main',
    peers: new KnownPeers([]),
  })
  onTestFinished(() => intake[Symbol.dispose]())
  const from = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null } as const
  const send = (packet: string): void => {
    intake.take(Buffer.from(packet.replaceAll('~', '\0'), 'latin1'), { ...from })
    stage.clock.advanceBy(0)
  }
  const started = (): string[] => stage.of('playlist.created').map(({ payload }) => payload.playlistId)
  const params = (): unknown[] => stage.of('param.changed').map(({ payload }) => payload.value)
  return { stage, intake, send, started, params }
}

describe('a packet as another program writes it', () => {
  test('without type tags starts nothing where bytes follow its address', () => {
    const { stage, intake, send, started } = open()
    send('/cuewright/playlist/x/start~\0\0\0\0')
    expect(started()).toEqual([])
    expect(stage.of('osc.rejected').map(({ payload }) => payload)).toMatchObject([
      { reason: 'no-type-tags', from: 'udp 10.0.0.9:5000', total: 1 },
    ])
    expect(intake.counts()).toMatchObject({ received: 0, rejected: { 'no-type-tags': 1 } })
    send('/cuewright/playlist/x/start~')
    expect(started()).toEqual(['x'])
  })

  test('with a 32-bit float equals the decimal that people write: in a match, a condition, a list', () => {
    const { send, started } = open()
    send('/at~,f~~\x3f\x33\x33\x33')
    expect(started()).toEqual(['seven'])
    send('/level~~,f~~\x3f\x33\x33\x33')
    expect(started()).toEqual(['seven', 'equal'])
    send('/level~~,f~~\x3d\xcc\xcc\xcd')
    expect(started()).toEqual(['seven', 'equal', 'above'])
  })

  test('sets a parameter to the end of its range by the float that means it', () => {
    const { send, params, stage } = open()
    send('/cuewright/param/trim~~~,f~~\x3d\xcc\xcc\xcd')
    send('/cuewright/param/level~~,f~~\x3f\x80\0\x01')
    send('/cuewright/param/level~~,f~~\x3f\x80\0\x02')
    expect(params()).toEqual([0.1, 1])
    expect(stage.replies.map(({ args }) => args[0])).toEqual(['ok', 'ok', 'error'])
  })

  test('with numbers as text means the numbers', () => {
    const { send, params, started } = open()
    send('/cuewright/param/level~~,s~~0.5~')
    send('/cuewright/param/blind~~,s~~true~~~~')
    send('/cuewright/playlist/x/start~,s~~0~~~')
    send('/at~,s~~0.7~')
    expect(params()).toEqual([0.5, true])
    expect(started()).toEqual(['seven'])
  })

  test('with pattern characters in its address is what the show means exactly, or reaches what it matches', () => {
    const { send, started } = open()
    send('/matrix[3]/on~~~,i~~\0\0\0\x01')
    expect(started()).toEqual(['exact'])
    send('/cue/*/start~~~~,i~~\0\0\0\x01')
    expect(started()).toEqual(['exact', 'cue1', 'cue2'])
    send('/matrix[34]/on~~,i~~\0\0\0\x01')
    expect(started()).toEqual(['exact', 'cue1', 'cue2', 'spread'])
  })

  test('holds a frame of 512 channels', () => {
    const { send, started } = open()
    send(`/dmx~~~~,${'i'.repeat(512)}~~~${'\0\0\0\x01'.repeat(511)}\0\0\0\xff`)
    expect(started()).toEqual(['channel'])
  })
})
