import { describe, expect, test } from 'vitest'
import { eventMatch } from '../../../../shared/model/match.ts'
import { MatchTable } from '../../../../shared/model/match-table.ts'
import { Stage } from '../../../support/stage.ts'

const at = { device: 'hid:pad', kind: 'button', value: 1 }

function setUp(...matches: readonly object[]) {
  const stage = new Stage()
  const table = new MatchTable(stage.dispatcher.subscribe, 0, 'test')
  const heard: number[] = []
  const added = matches.map((match, index) =>
    table.add(eventMatch.parse(match), () => void heard.push(index)),
  )
  const end = (): void => {
    for (const one of added) one[Symbol.dispose]()
    stage[Symbol.dispose]()
  }
  return { stage, heard, added, [Symbol.dispose]: end }
}

describe('a table of matches', () => {
  test('calls those that match, in the order they were added, however they name what they want', () => {
    using table = setUp(
      { event: 'hid.received' },
      { event: 'hid.received', where: { control: 'cross' } },
      { event: 'hid.received', where: { control: 'circle' } },
      { event: 'hid.received', where: { value: 1 } },
      { event: 'hid.received', where: { control: 'cross', device: 'hid:pad' } },
      { event: 'hid.received', where: { control: ['cross'] } },
    )
    table.stage.emit('hid.received', { ...at, control: 'cross' })
    expect(table.heard).toEqual([0, 1, 3, 4])
  })

  test('finds OSC addresses, notes and keys', () => {
    using table = setUp(
      { event: 'osc.received', address: '/a' },
      { event: 'osc.received', address: '/?' },
      { event: 'midi.received', where: { 'message.note': 36 } },
      { event: 'key.received', where: { code: 'KeyA' } },
    )
    table.stage.emit('osc.received', { address: '/a', args: [] })
    table.stage.emit('osc.received', { address: '/b', args: [] })
    table.stage.emit('midi.received', {
      port: 'p',
      message: { kind: 'noteOn', channel: 1, note: 36, velocity: 1 },
    })
    table.stage.emit('midi.received', {
      port: 'p',
      message: { kind: 'noteOn', channel: 1, note: 37, velocity: 1 },
    })
    table.stage.emit('key.received', { code: 'KeyA', key: 'a', pressed: true })
    expect(table.heard).toEqual([0, 1, 1, 2, 3])
  })

  test('calls nobody who has left, and those who stay', () => {
    const cross = { event: 'hid.received', where: { control: 'cross' } }
    using table = setUp(cross, cross)
    table.added[0]?.[Symbol.dispose]()
    table.stage.emit('hid.received', { ...at, control: 'cross' })
    table.added[1]?.[Symbol.dispose]()
    table.stage.emit('hid.received', { ...at, control: 'cross' })
    expect(table.heard).toEqual([1])
  })
})
