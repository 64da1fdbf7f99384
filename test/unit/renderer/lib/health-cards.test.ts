import { expect, test } from 'vitest'
import { healthCards, plainWarning } from '../../../../renderer/lib/health-cards.ts'
import type { HealthReport, StandingWarning } from '../../../../shared/model/health.ts'
import { reportWith } from '../../../support/health-report.ts'
import { midiOutput, pad, target } from '../../main/health/readings.ts'

const base = reportWith({ at: 1, dispatched: 1, received: 1 })
const warning = (code: string, where: string, about?: StandingWarning['about']): StandingWarning => ({
  ...{ id: `${code} ${where}`, code, where, what: 'it is wrong', next: 'look', since: 1, times: 1 },
  ...{ isNow: true, happened: false, ...(about !== undefined && { about }) },
})
const report = (more: Partial<HealthReport>): HealthReport => ({ ...base, ...more })
const osc = (...targets: HealthReport['osc']['targets']) => ({ ...base.osc, targets })

test('one card for each target, output and device, with what is wrong with it on it', () => {
  const cards = healthCards(
    report({
      osc: osc({ ...target, state: 'failing', dropped: 58, sent: 1204 }),
      midi: { outputs: [midiOutput] },
      devices: [pad],
      warnings: [
        warning('osc/target-failing', 'OSC target desk (127.0.0.1:9000)', { kind: 'target', id: 'desk' }),
        warning('osc/target-dropping', 'OSC target desk (127.0.0.1:9000)', { kind: 'target', id: 'desk' }),
      ],
    }),
  )
  expect(cards.map(({ key, state, warnings }) => [key, state, warnings.length])).toEqual([
    ['target:desk', 'does not answer', 2],
    ['midiOutput:desk', 'works', 0],
    ['device:hid:054c:09cc:1', 'works', 0],
  ])
  expect(cards[0]).toMatchObject({ detail: '127.0.0.1:9000 UDP', figures: ['1,204 sent', '58 dropped'] })
})

test('a MIDI device that sends and is sent to is one card', () => {
  const device = { ...pad, device: 'midi:desk', name: midiOutput.port, family: 'midi' } as const
  const lost = warning('device/lost', `${device.name} (midi:desk)`, { kind: 'device', id: 'midi:desk' })
  const closed = warning('midi/output-closed', 'MIDI output desk', { kind: 'midiOutput', id: 'desk' })
  const cards = healthCards(
    report({ midi: { outputs: [midiOutput] }, devices: [device], warnings: [closed, lost] }),
  )
  expect(cards.map(({ key, kind, warnings }) => [key, kind, warnings.map(({ code }) => code)])).toEqual([
    ['midiOutput:desk', 'MIDI output and input', ['device/lost', 'midi/output-closed']],
  ])
})

test('thirty rules that fail are one card, which names each', () => {
  const failing = Array.from({ length: 30 }, (_, n) =>
    warning('rule/failing', `rule Greet ${n} (foyer/r${n})`, { kind: 'rule', id: `r${n}`, in: 'foyer' }),
  )
  const cards = healthCards(report({ warnings: failing }))
  expect(cards).toMatchObject([{ key: 'rules', title: 'Rules' }])
  expect(plainWarning(cards[0]!, failing[3]!)).toEqual({ what: 'Greet 3: it is wrong', code: null })
})

test('troubled first, the worst in front; what is built in only where something is wrong with it', () => {
  const keys = { ...pad, device: 'key:window', name: 'Keyboard', family: 'keyboard' } as const
  const cards = healthCards(
    report({
      osc: osc({ ...target, target: 'idle', state: 'idle' }, { ...target, target: 'muted' }),
      devices: [pad, keys],
      muted: [{ kind: 'target', id: 'muted', by: 'FOH', since: 1, withheld: 3 }],
      warnings: [
        warning('output/muted', 'OSC target muted', { kind: 'target', id: 'muted' }),
        warning('clock/jumped', 'this computer'),
        warning('playlist/failed', 'playlist Sunrise', { kind: 'playlist', id: 'sun' }),
      ],
    }),
  )
  expect(cards.map(({ key, title, state }) => [key, title, state])).toEqual([
    ['playlist:sun', 'Sunrise', ''],
    ['where:this computer', 'This computer', ''],
    ['target:muted', 'muted', 'muted'],
    ['device:hid:054c:09cc:1', 'DualShock 4', 'works'],
    ['target:idle', 'idle', 'nothing sent yet'],
  ])
})

test('the card of what shows feedback tells what waits to be shown, what was left out, and echoes', () => {
  const counts = { places: 9, sent: 120, rate: 500 }
  const cards = healthCards(
    report({
      osc: osc({ ...target, target: 'peer:tablet', sent: 3 }),
      midi: { outputs: [midiOutput] },
      feedback: [
        { ...counts, kind: 'midiOutput', id: midiOutput.output, collapsed: 1204, echoes: 7, waits: 2 },
        { ...counts, kind: 'peer', id: 'tablet', collapsed: 0, echoes: 1, waits: 0 },
      ],
    }),
  )
  const figures = new Map(cards.map(({ key, figures: all }) => [key, all.slice(1)]))
  expect(figures.get('midiOutput:desk')).toEqual(['2 lights to be sent', '1,204 lights left out', '7 echoes'])
  expect(figures.get('target:peer:tablet')).toEqual(['1 echoes'])
})
