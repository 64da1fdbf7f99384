// The steps of a playlist on their way to a page: one column a field, and what many steps emit alike only once.
import type { Json } from '../model/json.ts'
import { keyCount, rangesOf } from '../model/mutations/key-ranges.ts'
import type { KeyRange } from '../model/mutations/mutation.ts'
import type { PlaylistStep } from '../model/playlist.ts'

/** What steps emit, and of whom. */
interface Emission extends Pick<PlaylistStep, 'type' | 'payload' | 'producer'> {
  /** Whether it is a message whose arguments are each step's own. */
  readonly takesArgs?: true
}

export interface StepColumns {
  /** In the order of the file. */
  readonly keys: readonly KeyRange[]
  readonly offsets: readonly number[]
  readonly emissions: readonly Emission[]
  /** Place among the emissions, of each step. */
  readonly emits: readonly number[]
  /** One after the other of the steps whose emission takes any. */
  readonly args: readonly Json[]
  /** Of the steps that repeat: their place, how often, and milliseconds between. */
  readonly repeats: readonly (readonly [place: number, count: number, interval: number])[]
}

/** Steps with the keys by which edits name them. */
export interface KeyedSteps {
  readonly steps: readonly PlaylistStep[]
  readonly keys: Readonly<Uint32Array>
}

interface Message {
  readonly [field: string]: Json
  readonly address: string
  readonly args: Json[]
}
const MESSAGE_FIELDS: ReadonlySet<string> = new Set(['target', 'address', 'types', 'args'])

export function columnsOf({ steps, keys }: KeyedSteps): StepColumns {
  const emissions = new Emissions()
  const args: Json[] = []
  const emits = steps.map((step) => {
    const message = messageOf(step)
    if (message === null) return emissions.placeOf(step)
    args.push(message.args)
    return emissions.placeOfMessage(step, message)
  })
  const repeats = [...steps.entries()].flatMap(([place, { repeat }]) =>
    repeat === undefined ? [] : [[place, repeat.count, repeat.interval] as const],
  )
  const offsets = steps.map(({ offset }) => offset)
  return { keys: rangesOf(keys), offsets, emissions: emissions.list, emits, args, repeats }
}

/** Payloads that are alike in all come out as the very same object. */
export function stepsOf({ keys, offsets, emissions, emits, args, repeats }: StepColumns): KeyedSteps {
  let taken = 0
  const steps = offsets.map((offset, place): PlaylistStep => {
    const emission = emissions[emits[place] as number] as Emission
    const { type, producer, takesArgs } = emission
    const payload =
      takesArgs === undefined
        ? emission.payload
        : { ...(emission.payload as Message), args: args[taken++] as Json }
    return producer === undefined ? { offset, type, payload } : { offset, type, payload, producer }
  })
  for (const [place, count, interval] of repeats) {
    const step = steps[place] as PlaylistStep
    steps[place] = { ...step, repeat: { count, interval } }
  }
  return { steps, keys: keysIn(keys) }
}

function keysIn(ranges: readonly KeyRange[]): Uint32Array {
  const keys = new Uint32Array(keyCount(ranges))
  let place = 0
  for (const [first, last] of ranges) for (let key = first; key <= last; key += 1) keys[place++] = key
  return keys
}

/** Null where it is no message, or says more than one has to. */
function messageOf({ type, payload }: PlaylistStep): Message | null {
  if (type !== 'osc.send' || typeof payload !== 'object' || payload === null) return null
  const message = payload as Partial<Message>
  if (typeof message.address !== 'string' || !Array.isArray(message.args)) return null
  for (const field in message) {
    const isPlain = field === 'args' || typeof message[field] === 'string'
    if (!MESSAGE_FIELDS.has(field) || !isPlain) return null
  }
  return message as Message
}

class Emissions {
  readonly list: Emission[] = []
  readonly #byText = new Map<string, number>()
  /** Of messages to an address there are few that differ in more than their arguments. */
  readonly #byAddress = new Map<string, number[]>()

  placeOf({ type, payload, producer }: PlaylistStep): number {
    const text = JSON.stringify([type, producer ?? null, payload])
    const known = this.#byText.get(text)
    if (known !== undefined) return known
    const place = this.#add({ type, payload }, producer)
    this.#byText.set(text, place)
    return place
  }

  placeOfMessage({ type, producer }: PlaylistStep, message: Message): number {
    const { address } = message
    const alike = this.#byAddress.get(address) ?? []
    for (const place of alike) {
      const known = this.list[place] as Emission
      if (known.producer === producer && isToTheSame(known.payload as Message, message)) return place
    }
    const place = this.#add({ type, payload: { ...message, args: [] }, takesArgs: true }, producer)
    this.#byAddress.set(address, [...alike, place])
    return place
  }

  #add(emission: Emission, producer: string | undefined): number {
    return this.list.push(producer === undefined ? emission : { ...emission, producer }) - 1
  }
}

function isToTheSame(left: Message, right: Message): boolean {
  return left['target'] === right['target'] && left['types'] === right['types']
}
