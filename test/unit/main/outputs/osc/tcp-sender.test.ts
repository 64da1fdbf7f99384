import { describe, expect, test } from 'vitest'
import { tcpRig } from './fake-net.ts'

const slip = (text: string): string => `\xc0${text}\xc0`
const TOO_OLD = 'it waited for longer than 2 s, so it was not sent'
const OFF = 'the receiver does not answer'

describe('a TCP target', () => {
  test('is connected to before there is anything to send', () => {
    const { net, record } = tcpRig()
    expect(net.attempts).toEqual([0])
    expect(record.health()).toMatchObject({ state: 'open', sent: 0 })
  })

  test('gets its packets between END bytes, or each after its length', () => {
    const slipped = tcpRig()
    slipped.send('/go')
    expect(slipped.net.arrived).toEqual([`0 ${slip('/go')}`])
    const prefixed = tcpRig({ framing: 'length' })
    prefixed.send('/go\xc0')
    expect(prefixed.net.arrived).toEqual(['0 \0\0\0\x05/go\xc3\x80'])
  })

  test('that is slow to come up at opening gets its first cue', async () => {
    const { net, send, pass, said } = tcpRig({}, true, 'refuses')
    send('/first')
    await pass(1700)
    net.receiver = 'there'
    await pass(300)
    expect(net.arrived).toEqual([`1750 ${slip('/first')}`])
    expect(said().filter((line) => line.includes('too-old'))).toEqual([])
  })
})

describe('a TCP target that is off', () => {
  test('for 11 s gets only what is younger than 2 s when it is back', async () => {
    const { net, send, pass, said, record } = tcpRig({}, true, 'silent')
    await pass(1000)
    send('/cue/1', 101)
    await pass(4000)
    send('/cue/2', 102)
    await pass(5000)
    send('/cue/3', 103)
    await pass(1000)
    net.comesUp()
    await pass(10_000)
    expect(net.arrived).toEqual([`11000 ${slip('/cue/3')}`])
    expect(said().filter((line) => line.includes('too-old'))).toEqual([
      `101 osc/too-old 1 ${TOO_OLD}`,
      `102 osc/too-old 2 ${TOO_OLD}`,
    ])
    expect(record.health()).toMatchObject({ sent: 1, dropped: 2, lastDrop: TOO_OLD, acknowledged: 1 })
  })

  test('for 11 s gets of each route the latest value and nothing else of it, however old that is', async () => {
    const { net, sender, pass, record } = tcpRig({}, true, 'silent')
    await pass(1000)
    for (const [packet, route] of [
      ['/a 1', 'a'],
      ['/b 1', 'b'],
      ['/a 2', 'a'],
    ] as const)
      sender.send(Buffer.from(packet), null, route)
    await pass(10_000)
    expect(sender.queued).toBe(2)
    net.comesUp()
    await pass(10_000)
    expect(net.arrived).toEqual([`11000 ${slip('/a 2')}`, `11000 ${slip('/b 1')}`])
    expect(record.health()).toMatchObject({ sent: 2, dropped: 0, collapsed: 1 })
  })

  test('drops what waits when its time is over, not when something else happens', async () => {
    const { send, pass, sender, record } = tcpRig({ maxAge: 300 }, true, 'silent')
    send('/cue/1')
    await pass(300)
    expect(sender.queued).toBe(1)
    await pass(50)
    expect(sender.queued).toBe(0)
    expect(record.health()).toMatchObject({ state: 'idle', dropped: 1, sent: 0 })
  })

  test('is tried at once when something is sent, but never more than four times a second', async () => {
    const { net, send, pass } = tcpRig({}, true, 'refuses')
    await pass(60_000)
    const before = net.attempts.length
    const now = net.attempts.at(-1) as number
    send('/cue/1')
    expect(net.attempts.length).toBe(before + 1)
    expect((net.attempts.at(-1) as number) - now).toBeGreaterThan(250)
    for (let count = 0; count < 500; count += 1) {
      send('/flood')
      await pass(2)
    }
    expect(net.attempts.length - before).toBeLessThanOrEqual(5)
  })

  test('that does not answer is asked every 0.4 s while something waits, but one time in four is left its time', async () => {
    const { net, send, pass } = tcpRig({ maxAge: 10_000 }, true, 'silent')
    await pass(1900)
    expect(net.attempts).toEqual([0])
    send('/cue/1')
    expect(net.attempts).toEqual([0, 1900])
    await pass(4500)
    expect(net.attempts).toEqual([0, 1900, 2300, 2700, 4700, 5100, 5500, 5900])
    net.comesUp()
    await pass(10_000)
    expect(net.arrived).toEqual([`6400 ${slip('/cue/1')}`])
    expect(net.attempts).toHaveLength(8)
    expect(net.sockets.filter(({ destroyed }) => !destroyed)).toHaveLength(1)
  })

  test('is waited for longer and longer while nothing is meant for it, and said to be off once', async () => {
    const { net, pass, said, record } = tcpRig({}, true, 'silent')
    await pass(60_000)
    expect(net.attempts.length).toBeLessThan(12)
    expect(said()).toEqual([`null ETIMEDOUT 1 ${OFF}`])
    expect(record.health()).toMatchObject({ state: 'failing', lastError: OFF })
  })

  test('keeps no more than a thousand packets, and no more than 4 MiB', () => {
    const { send, sender, said, record } = tcpRig({}, true, 'silent')
    for (let count = 0; count < 1005; count += 1) send(`/${count}`)
    expect([sender.queued, record.health().dropped]).toEqual([1000, 5])
    expect(said().at(-1)).toBe('7 osc/queue-full 5 more is sent than it takes')
    const large = tcpRig({}, true, 'silent')
    for (let count = 0; count < 100; count += 1) large.send('x'.repeat(65_536))
    expect([large.sender.queued, large.record.health().dropped]).toEqual([64, 36])
  })

  test('whose name nobody answers is asked for once, and its messages grow old meanwhile', async () => {
    const { net, send, pass, record, said } = tcpRig({ host: 'desk.local' })
    send('/cue/1')
    await pass(30_000)
    send('/cue/2')
    expect(net.lookups).toHaveLength(1)
    expect(net.sockets.filter(({ destroyed }) => !destroyed)).toHaveLength(1)
    expect(record.health()).toMatchObject({
      state: 'failing',
      dropped: 1,
      lastError: 'nobody knows the address of this name',
    })
    expect(said().some((line) => line.includes('osc/too-old 1'))).toBe(true)
    net.lookups[0]?.resolve([{ address: '10.0.0.5', family: 4 }])
    await pass(50)
    expect(net.arrived.map((line) => line.slice(-7))).toEqual([slip('/cue/2').slice(-7)])
  })
})

describe('a TCP target that acknowledges nothing', () => {
  test('is reset after 3 s, and what it held is said to be dropped and never sent again', async () => {
    const { net, send, pass, said, record, looks } = tcpRig()
    send('/ok')
    await pass(2000)
    expect(record.health()).toMatchObject({ sent: 1, acknowledged: 1, unacknowledgedFor: 0 })
    net.cut = true
    net.receiver = 'silent'
    send('/cue/1', 11)
    await pass(500)
    send('/cue/2', 12)
    await pass(1500)
    expect(record.health()).toMatchObject({
      sent: 3,
      acknowledged: 1,
      unacknowledgedFor: 2000,
      state: 'open',
    })
    expect(net.open.wasReset).toBe(false)
    await pass(1000)
    expect(net.sockets[0]?.wasReset).toBe(true)
    expect(said().toSorted()).toEqual([
      '11 osc/taken-back 2 it was handed over, not acknowledged for 3 s, and taken back',
      'null osc/not-acknowledged 1 what was sent has not been acknowledged for 3 s, so the connection was reset',
    ])
    expect(record.health()).toMatchObject({
      state: 'failing',
      sent: 3,
      acknowledged: 1,
      unacknowledgedFor: 0,
      dropped: 2,
    })
    await pass(35_000)
    net.comesUp()
    await pass(20_000)
    expect(net.arrived).toEqual([`0 ${slip('/ok')}`])
    expect(record.health().state).toBe('open')
    expect(looks.every((at, index) => index === 0 || at - (looks[index - 1] as number) >= 1000)).toBe(true)
  })

  test('is told by nobody: what the system does not take for 3 s is noticed all the same', async () => {
    const { net, send, pass, said, record } = tcpRig({}, false)
    net.full = true
    send('/stuck', 11)
    send('/waits', 12)
    await pass(2900)
    expect(net.open.wasReset).toBe(false)
    await pass(300)
    expect(net.sockets[0]?.wasReset).toBe(true)
    expect(record.health()).toMatchObject({ sent: 0, acknowledged: null, dropped: 2, state: 'failing' })
    expect(said().toSorted()).toEqual([
      `12 osc/too-old 1 ${TOO_OLD}`,
      'null osc/not-acknowledged 1 what was sent has not been acknowledged for 3 s, so the connection was reset',
      'null osc/taken-back 1 it was handed over, not acknowledged for 3 s, and taken back',
    ])
  })

  test('and whose connection breaks leaves in doubt what became of it, which is said', async () => {
    const { net, send, pass, said, record } = tcpRig()
    send('/ok', 10)
    await pass(1500)
    net.cut = true
    send('/cue/1', 11)
    send('/cue/2', 12)
    net.open.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
    expect(said()).toEqual([
      '11 osc/unsure 2 the connection broke before it was acknowledged, so nobody knows whether it arrived',
      'null ECONNRESET 1 the other end broke the connection (ECONNRESET)',
    ])
    expect(record.health()).toMatchObject({ sent: 3, acknowledged: 1, dropped: 0, state: 'failing' })
  })

  test('and hangs up owes nothing any more', async () => {
    const { net, send, pass, record } = tcpRig()
    net.cut = true
    send('/cue/1')
    await pass(1500)
    expect(record.health().unacknowledgedFor).toBe(1500)
    net.receiver = 'silent'
    net.open.destroy()
    await pass(5000)
    expect(record.health()).toMatchObject({ unacknowledgedFor: 0, state: 'failing' })
  })

  test('that is only slow is left alone', async () => {
    const { net, send, pass } = tcpRig()
    net.cut = true
    for (let second = 0; second < 10; second += 1) {
      send('/tick')
      await pass(900)
      net.open.unacknowledged = 0
      await pass(100)
    }
    expect(net.sockets).toHaveLength(1)
  })

  test('costs no look at the table while all is acknowledged', async () => {
    const { send, pass, looks } = tcpRig()
    await pass(10_000)
    expect(looks).toEqual([])
    send('/one')
    await pass(10_000)
    expect(looks).toEqual([11_000])
  })
})

describe('panic', () => {
  test('takes back what waits for a target that is off', async () => {
    const { net, send, pass, sender, record } = tcpRig({}, true, 'silent')
    send('/cue/1')
    send('/cue/2')
    expect(sender.panic()).toBe(2)
    send('/after')
    net.comesUp()
    await pass(5000)
    expect(net.arrived).toEqual([`0 ${slip('/after')}`])
    expect(record.health().dropped).toBe(0)
  })

  test('takes back what was handed over and should have arrived long ago', async () => {
    const { net, send, pass, sender } = tcpRig()
    net.cut = true
    send('/cue/1')
    await pass(1100)
    expect(sender.panic()).toBe(1)
    expect(net.sockets[0]?.wasReset).toBe(true)
  })

  test('leaves a connection alone on which all goes well', async () => {
    const { net, send, pass, sender } = tcpRig()
    send('/cue/1')
    await pass(1100)
    expect(sender.panic()).toBe(0)
    expect(net.open.wasReset).toBe(false)
  })
})
