import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MessageRing } from '../../../../shared/base/message-ring.ts'
import { FaultError } from '../../../../shared/base/result.ts'

const text = (message: string): Uint8Array => new TextEncoder().encode(message)
const read = ({ id, bytes }: { id: number; bytes: Uint8Array }): [number, string] => [
  id,
  new TextDecoder().decode(bytes),
]

describe('making a ring', () => {
  test('a size below 8, above 2^29 or not whole is refused', () => {
    for (const size of [7, 0, -8, 8.5, Number.NaN, Infinity, 2 ** 29 + 1]) {
      expect(() => MessageRing.create(size)).toThrow(RangeError)
    }
    expect(() => MessageRing.create('1024' as unknown as number)).toThrow(RangeError)
    expect(MessageRing.create(8).size).toBe(8)
  })

  test('attaching gives the same messages, and refuses memory that is not shared or too small', () => {
    const ring = MessageRing.create(64)
    ring.put(9, text('hello'))
    const other = MessageRing.attach(ring.shared)
    expect(other.size).toBe(64)
    expect(read(other.get())).toEqual([9, 'hello'])
    expect(ring.isEmpty).toBe(true)
    expect(() => MessageRing.attach(new ArrayBuffer(256) as unknown as SharedArrayBuffer)).toThrow(TypeError)
    expect(() => MessageRing.attach(new SharedArrayBuffer(16))).toThrow(RangeError)
  })
})

describe('putting', () => {
  test('each message costs its bytes and a header of four', () => {
    const ring = MessageRing.create(1024)
    ring.put(1, text('Hello, World!'))
    expect(ring.length).toBe(17)
    ring.put(2, new Uint8Array([1, 2, 3]))
    expect(ring.length).toBe(24)
  })

  test('ids run from 1 to 65535', () => {
    const ring = MessageRing.create(64)
    for (const id of [0, -1, 65536, 1.5, Number.NaN]) {
      expect(() => ring.put(id, text('x'))).toThrow(RangeError)
    }
    ring.put(1, text('x'))
    ring.put(65535, text('y'))
    expect(ring.list()).toEqual([1, 65535])
  })

  test('only bytes are a message', () => {
    const ring = MessageRing.create(64)
    for (const message of ['text', [1, 2], null, new ArrayBuffer(3), new Uint16Array(2)]) {
      expect(() => ring.put(1, message as unknown as Uint8Array)).toThrow(TypeError)
    }
    ring.put(1, Buffer.from('a Node buffer'))
    expect(read(ring.get())).toEqual([1, 'a Node buffer'])
  })

  test('a message that the ring can never hold is out of range, not a full ring', () => {
    const ring = MessageRing.create(16)
    ring.put(1, new Uint8Array(12))
    expect(ring.length).toBe(16)
    expect(() => ring.put(1, new Uint8Array(13))).toThrow(RangeError)
    const large = MessageRing.create(100_000)
    large.put(1, new Uint8Array(65_535))
    expect(large.get().bytes.length).toBe(65_535)
    expect(() => large.put(1, new Uint8Array(65_536))).toThrow(RangeError)
  })

  test('a full ring refuses with the fault ring/full and keeps what it has', () => {
    const ring = MessageRing.create(16)
    ring.put(1, text('12345678'))
    const refused = (): void => ring.put(2, text('1'))
    expect(refused).toThrow(FaultError)
    expect(refused).toThrow('ring/full: message ring of 16 bytes: 5 bytes do not fit beside the 12 in use')
    expect(ring.tryPut(2, text('1'))).toBe(false)
    expect(ring.tryPut(2, text(''))).toBe(true)
    expect(ring.list()).toEqual([1, 2])
  })

  test('it is full when not even an empty message fits', () => {
    const ring = MessageRing.create(10)
    ring.put(1, text('ab'))
    expect(ring.isFull).toBe(false)
    ring.put(2, text(''))
    expect(ring.length).toBe(10)
    expect(ring.isFull).toBe(true)
    ring.get()
    expect(ring.isFull).toBe(false)
  })
})

describe('getting', () => {
  test('messages leave in the order they came', () => {
    const ring = MessageRing.create(1024)
    ring.put(1, text('first'))
    ring.put(2, text('second'))
    ring.put(1, text('third'))
    expect([ring.get(), ring.get(), ring.get()].map(read)).toEqual([
      [1, 'first'],
      [2, 'second'],
      [1, 'third'],
    ])
    expect(ring.length).toBe(0)
  })

  test('an empty ring gives id 0 and no bytes, and peeks null', () => {
    const ring = MessageRing.create(8)
    expect(read(ring.get())).toEqual([0, ''])
    expect(ring.peek()).toBeNull()
    expect(ring.isEmpty).toBe(true)
  })

  test('peeking leaves the message in place', () => {
    const ring = MessageRing.create(64)
    ring.put(7, text('next'))
    expect(read(ring.peek() as never)).toEqual([7, 'next'])
    expect(ring.length).toBe(8)
    expect(read(ring.get())).toEqual([7, 'next'])
  })

  test('what was got stays as it was when its room is used again', () => {
    const ring = MessageRing.create(16)
    ring.put(1, text('keep'))
    const kept = ring.get()
    ring.put(2, text('other'))
    ring.put(3, text('abc'))
    expect(read(kept)).toEqual([1, 'keep'])
  })

  test('headers and messages wrap at the end, whatever the size', () => {
    for (let size = 8; size <= 40; size += 1) {
      const ring = MessageRing.create(size)
      for (let round = 0; round < 200; round += 1) {
        const message = text('abcdefghijklmnopqrstuvwxyz0123456789'.slice(0, round % (size - 3)))
        ring.put((round % 65535) + 1, message)
        expect(read(ring.get())).toEqual([(round % 65535) + 1, new TextDecoder().decode(message)])
      }
    }
  })
})

describe('pulling', () => {
  test('the oldest message of an id is taken from the middle', () => {
    const ring = MessageRing.create(1024)
    ring.put(1, text('Low priority'))
    ring.put(100, text('High priority'))
    ring.put(2, text('Low priority'))
    ring.put(100, text('again'))
    expect(read(ring.pull(100))).toEqual([100, 'High priority'])
    expect(ring.list()).toEqual([1, 2, 100])
    expect(read(ring.get())).toEqual([1, 'Low priority'])
    expect(read(ring.get())).toEqual([2, 'Low priority'])
    expect(read(ring.get())).toEqual([100, 'again'])
    expect(ring.isEmpty).toBe(true)
  })

  test('an id that is not there, was pulled already, or marks pulled ones, gives id 0 and no bytes', () => {
    const ring = MessageRing.create(64)
    ring.put(5, text('once'))
    expect(read(ring.pull(6))).toEqual([0, ''])
    expect(read(ring.pull(5))).toEqual([5, 'once'])
    expect(read(ring.pull(5))).toEqual([0, ''])
    expect(read(ring.pull(0))).toEqual([0, ''])
  })

  test('a ring of which everything was pulled is empty, and has all its room again', () => {
    for (const order of [
      [1, 2, 3],
      [3, 2, 1],
      [2, 1, 3],
      [2, 3, 1],
      [1, 3, 2],
      [3, 1, 2],
    ]) {
      const ring = MessageRing.create(24)
      for (const id of [1, 2, 3]) ring.put(id, text('1234'))
      expect(ring.isFull).toBe(true)
      for (const id of order) expect(ring.pull(id).id).toBe(id)
      const { isEmpty, isFull, length } = ring
      expect({ isEmpty, isFull, length, list: ring.list() }).toEqual({
        isEmpty: true,
        isFull: false,
        length: 0,
        list: [],
      })
      ring.put(4, text('twenty bytes of text'))
      expect(read(ring.get())).toEqual([4, 'twenty bytes of text'])
    }
  })

  test('the room of the oldest is free at once, with that of those that were pulled behind it', () => {
    const ring = MessageRing.create(64)
    ring.put(1, text('aaaa'))
    ring.put(2, text('bbbb'))
    ring.put(3, text('cccc'))
    ring.pull(2)
    expect(ring.length).toBe(24)
    ring.pull(1)
    expect(ring.length).toBe(8)
    expect(ring.list()).toEqual([3])
  })

  test('the room of the newest is free at once, with that of those that were pulled before it', () => {
    const ring = MessageRing.create(64)
    ring.put(1, text('aaaa'))
    ring.put(2, text('bbbb'))
    ring.put(3, text('cccc'))
    ring.pull(2)
    ring.pull(3)
    expect(ring.length).toBe(8)
    ring.put(4, text('dddd'))
    expect(read(ring.get())).toEqual([1, 'aaaa'])
    expect(read(ring.get())).toEqual([4, 'dddd'])
  })

  test('what was pulled stays as it was when its room is used again', () => {
    const ring = MessageRing.create(16)
    ring.put(1, text('aaaa'))
    ring.put(2, text('bbbb'))
    const kept = ring.pull(2)
    ring.put(3, text('cccc'))
    expect(read(kept)).toEqual([2, 'bbbb'])
  })

  test('a full ring whose newest is pulled and put again goes on for ever, its oldest in place', () => {
    const ring = MessageRing.create(29)
    ring.put(1, text('first'))
    for (let round = 0; round < 1000; round += 1) {
      const message = text('x'.repeat(round % 17))
      expect(ring.tryPut(2, message)).toBe(true)
      expect(ring.pull(2).bytes.length).toBe(round % 17)
    }
    expect(read(ring.get())).toEqual([1, 'first'])
  })
})

test('clearing drops live and pulled messages and makes all room free', () => {
  const ring = MessageRing.create(16)
  ring.put(1, text('12'))
  ring.put(2, text('345678'))
  ring.pull(1)
  ring.clear()
  expect({ isEmpty: ring.isEmpty, length: ring.length, list: ring.list() }).toEqual({
    isEmpty: true,
    length: 0,
    list: [],
  })
  ring.put(3, text('twelve bytes'))
  expect(read(ring.get())).toEqual([3, 'twelve bytes'])
})

test('a message whose length was overwritten reads as none and does not block the ring', () => {
  const ring = MessageRing.create(32)
  ring.put(1, text('good'))
  ring.put(2, text('bad'))
  const data = new Uint8Array(ring.shared, ring.shared.byteLength - 32)
  data[10] = 255
  expect(ring.list()).toEqual([1])
  expect(read(ring.get())).toEqual([1, 'good'])
  expect(read(ring.get())).toEqual([0, ''])
  ring.put(3, text('twelve and more'))
  expect(read(ring.get())).toEqual([3, 'twelve and more'])
})

interface Slot {
  id: number
  readonly bytes: number[]
}

/** The ring as a plain array; id 0 marks what was pulled. */
class Model {
  readonly size: number
  slots: Slot[] = []

  constructor(size: number) {
    this.size = size
  }

  get length(): number {
    return this.slots.reduce((sum, { bytes }) => sum + 4 + bytes.length, 0)
  }

  get live(): Slot[] {
    return this.slots.filter(({ id }) => id !== 0)
  }

  /** Only what was pulled from between others takes up room. */
  reclaim(): void {
    while (this.slots[0]?.id === 0) this.slots.shift()
    while (this.slots.at(-1)?.id === 0) this.slots.pop()
  }

  takeOldest(): Slot | undefined {
    const oldest = this.slots.shift()
    this.reclaim()
    return oldest
  }
}

type Step =
  | { readonly do: 'put'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly do: 'get' | 'peek' | 'clear' }
  | { readonly do: 'pull'; readonly id: number }

const smallId = fc.integer({ min: 1, max: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('put'), id: smallId, bytes: fc.uint8Array({ maxLength: 12 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('get') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pull'), id: smallId }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('peek') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear') }) },
)

/** Does one step to the model and answers what the ring should. */
function applyToModel(model: Model, step: Step): unknown {
  switch (step.do) {
    case 'put': {
      const fits = model.length + 4 + step.bytes.length <= model.size
      if (fits) model.slots.push({ id: step.id, bytes: [...step.bytes] })
      return fits
    }
    case 'get':
      return model.takeOldest() ?? { id: 0, bytes: [] }
    case 'peek':
      return model.slots[0] ?? null
    case 'pull': {
      const found = model.slots.find(({ id }) => id === step.id)
      if (found === undefined) return { id: 0, bytes: [] }
      const taken = { ...found }
      found.id = 0
      model.reclaim()
      return taken
    }
    case 'clear':
      model.slots = []
      return undefined
  }
}

function applyToRing(ring: MessageRing, step: Step): unknown {
  const plain = (message: { id: number; bytes: Uint8Array }): Slot => ({
    id: message.id,
    bytes: [...message.bytes],
  })
  switch (step.do) {
    case 'put':
      return ring.tryPut(step.id, step.bytes)
    case 'get':
      return plain(ring.get())
    case 'peek': {
      const message = ring.peek()
      return message === null ? null : plain(message)
    }
    case 'pull':
      return plain(ring.pull(step.id))
    case 'clear': {
      ring.clear()
      return
    }
  }
}

test('any sequence of calls behaves like a plain list of messages', () => {
  fc.assert(
    fc.property(fc.integer({ min: 16, max: 60 }), fc.array(step, { maxLength: 120 }), (size, steps) => {
      const ring = MessageRing.create(size)
      const model = new Model(size)
      for (const step of steps) {
        expect(applyToRing(ring, step)).toEqual(applyToModel(model, step))
        expect(ring.length).toBe(model.length)
        expect(ring.list()).toEqual(model.live.map(({ id }) => id))
        expect(ring.isEmpty).toBe(model.live.length === 0)
        expect(ring.isFull).toBe(size - model.length < 4)
      }
    }),
  )
})
