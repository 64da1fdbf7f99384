import { describe, expect, test } from 'vitest'
import { eventMatch } from '../../../../shared/model/match.ts'
import { MatchTable } from '../../../../shared/model/match-table.ts'
import { PatternWork } from '../../../../shared/model/pattern-work.ts'
import { Stage } from '../../../support/stage.ts'
import { inOrder } from '../../../../main/order.ts'

const at = { device: 'hid:pad', kind: 'button', value: 1 }

function setUp(...matches: readonly object[]) {
  const stage = new Stage()
  const refused: string[] = []
  const patterns = new PatternWork({ clock: stage.clock, refused: (_, detail) => void refused.push(detail) })
  const table = new MatchTable({
    subscribe: inOrder(stage.dispatcher.subscribe)('gestures'),
    ends: true,
    patterns,
  })
  const heard: number[] = []
  const added = matches.map((match, index) =>
    table.add(eventMatch.parse(match), () => void heard.push(index)),
  )
  const add = (match: object): Disposable => {
    const index = added.length
    added.push(table.add(eventMatch.parse(match), () => void heard.push(index)))
    return added[index] as Disposable
  }
  const end = (): void => {
    for (const one of added) one[Symbol.dispose]()
    stage[Symbol.dispose]()
  }
  return { stage, heard, refused, added, add, [Symbol.dispose]: end }
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

  test('calls them in the order of what they belong to, which may change meanwhile', () => {
    using stage = new Stage()
    const subscribe = inOrder(stage.dispatcher.subscribe)('gestures')
    const table = new MatchTable({ subscribe, ends: true })
    using added = new DisposableStack()
    const called: string[] = []
    const [first, second] = [{ place: 0 }, { place: 1 }]
    const match = eventMatch.parse({ event: 'door.opened' })
    added.use(table.add(match, () => void called.push('second'), second))
    added.use(table.add(match, () => void called.push('first'), first))
    stage.emit('door.opened', {})
    first.place = 2
    stage.emit('door.opened', {})
    expect(called).toEqual(['first', 'second', 'second', 'first'])
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

  test('asks for the thresholds of those that may hear an event, while they are there', () => {
    const fader = (controller: number, threshold: number): object => ({
      event: 'midi.received',
      where: { 'message.kind': 'control', 'message.controller': controller },
      threshold,
    })
    using table = setUp(fader(7, 64), fader(7, 100), { event: 'hid.received', threshold: 0.8 })
    const send = (value: number): readonly string[] => {
      table.stage.emit('midi.received', {
        port: 'p',
        message: { kind: 'control', channel: 1, controller: 7, value },
      })
      return Object.keys(table.stage.of('midi.received').at(-1)?.edges ?? {})
    }
    expect(send(70)).toEqual(['threshold 64, bounce usual', 'threshold 100, bounce usual'])
    expect(send(110)).toHaveLength(2)
    expect(table.heard).toEqual([0, 1])
    table.added[0]?.[Symbol.dispose]()
    expect(send(0)).toEqual(['threshold 100, bounce usual'])
    table.added[1]?.[Symbol.dispose]()
    expect(send(110)).toEqual([])
  })

  test('that decides does not hear what is let go for want of its device', () => {
    using stage = new Stage()
    const heard: string[] = []
    const subscribe = inOrder(stage.dispatcher.subscribe)('gestures')
    const match = eventMatch.parse({ event: 'hid.received', on: 'any' })
    using both = new DisposableStack()
    for (const ends of [true, false]) {
      const table = new MatchTable({ subscribe, ends })
      both.use(table.add(match, () => void heard.push(`ends ${ends}`)))
    }
    stage.emit('hid.received', { ...at, control: 'cross', value: 0, madeUp: true })
    expect(heard).toEqual(['ends true'])
  })
})

describe('an address pattern that somebody sends', () => {
  const at = (address: unknown, more: object = {}): object => ({ event: 'osc.received', address, ...more })
  const send = (table: ReturnType<typeof setUp>, address: string, ...args: number[]): readonly number[] => {
    table.heard.length = 0
    table.stage.emit('osc.received', { address, types: 'i'.repeat(args.length), args })
    return [...table.heard]
  }

  test('reaches the addresses that it matches, in the order they were added', () => {
    using table = setUp(
      at('/cue/2/start'),
      at('/cue/1/start'),
      at('/cue/1/stop'),
      at('/cue/?/start'),
      at('/x'),
    )
    expect(send(table, '/cue/*/start')).toEqual([0, 1, 3])
    expect(send(table, '/cue/{1,3}/*')).toEqual([1, 2])
    expect(send(table, '//stop')).toEqual([2])
    expect(send(table, '/cue/[2-9]/start')).toEqual([0])
    expect(send(table, '/nothing/*')).toEqual([])
    expect(send(table, '/cue/[1/start')).toEqual([])
  })

  test.each([{ exactly: '/cue/*/start' }, '/cue/*/start'])(
    'goes to %j alone where that equals it',
    (address) => {
      using table = setUp(at('/cue/1/start'), at(address), at('/cue/2/start'))
      expect(send(table, '/cue/*/start')).toEqual([1])
      expect(send(table, '/cue/?/start').filter((index) => index !== 1)).toEqual([0, 2])
      table.added[1]?.[Symbol.dispose]()
      expect(send(table, '/cue/*/start')).toEqual([0, 2])
    },
  )

  test('asks of its arguments and its press what a message to the address itself would be asked', () => {
    using table = setUp(at('/a'), at('/b', { where: { 'args.0': 3 } }), at('/c', { on: 'release' }))
    expect(send(table, '/?', 3)).toEqual([0, 1])
    expect(send(table, '/?', 0)).toEqual([2])
  })

  test('is pressed by the threshold of who listens there', () => {
    using table = setUp(at('/a', { threshold: 0.5 }), at('/b'))
    expect(send(table, '/?', 0.3)).toEqual([1])
    expect(send(table, '/?', 0.6)).toEqual([0])
  })

  test('is heard as a message to the address that it reached', () => {
    using stage = new Stage()
    const table = new MatchTable({
      subscribe: inOrder(stage.dispatcher.subscribe)('gestures'),
      ends: true,
    })
    const heard: unknown[] = []
    using _ = table.add(eventMatch.parse(at('/a')), ({ seq, payload }) => void heard.push([seq, payload]))
    stage.emit('osc.received', { address: '/{a,b}', types: 'i', args: [1] })
    const [sent] = stage.events
    expect(heard).toEqual([[sent?.seq, { address: '/a', types: 'i', args: [1] }]])
    expect(sent?.payload).toMatchObject({ address: '/{a,b}' })
  })

  test('also reaches what comes later, and not what has gone', () => {
    using table = setUp(at('/a'))
    expect(send(table, '/?')).toEqual([0])
    const later = table.add(at('/b'))
    expect(send(table, '/?')).toEqual([0, 1])
    later[Symbol.dispose]()
    expect(send(table, '/?')).toEqual([0])
  })

  test('that would take too much work reaches nobody, and that is told; others go on', () => {
    const many = Array.from({ length: 2000 }, (_, index) => at(`/${'a'.repeat(900)}${index}`))
    using table = setUp(...many, at('/x'), at('/*'))
    expect(send(table, `/${'*a'.repeat(400)}*b*`)).toEqual([2001])
    expect(table.refused).toHaveLength(1)
    table.stage.clock.advanceBy(1000)
    expect(send(table, '/[xy]')).toEqual([2000, 2001])
  })

  test('is refused where those before it have taken all the work there is for a while; plain addresses are not', () => {
    const many = Array.from({ length: 500 }, (_, index) => at(`/row${index}/${'a'.repeat(200)}/fire`))
    using table = setUp(...many, at('/x'))
    const served = Array.from({ length: 100 }, (_, index) =>
      send(table, `/*/${'*a'.repeat(100)}*${index}*/fire`),
    )
    expect(served.every((reached) => reached.length === 0)).toBe(true)
    expect(table.refused.length).toBeGreaterThan(90)
    expect(send(table, '/[x]')).toEqual([])
    expect(send(table, '/x')).toEqual([500])
    table.stage.clock.advanceBy(1000)
    expect(send(table, '/[x]')).toEqual([500])
  })
})
