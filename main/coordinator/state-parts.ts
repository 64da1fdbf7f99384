// The parts of the show's state that outlive the program: asked of the stages where they have changed, and given back to them.
import { z } from 'zod'
import { fault, messageOf } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import { MOST_PART_BYTES } from '../../shared/model/kept-state.ts'
import type { LeftBehind, StatePart, TakenBack } from '../../shared/model/kept-state.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import { lainSince, moment } from './lain.ts'
import type { Moment } from './lain.ts'

/** What a file says of one part. There may be two of a name: one waits for the decision whether the show resumes. */
const foundPart = z.object({ name: z.string().min(1).max(100), at: moment, value: z.unknown() })
export type FoundPart = Readonly<z.infer<typeof foundPart>>
/** Of a newer program, or of many starts without a decision. */
const MOST_OTHERS = 50

/** Whether what acts comes back at once, when it is decided, or not at all. */
export type Acting = 'now' | 'later' | 'never'

export interface TakenPart extends TakenBack {
  readonly name: string
}

interface Offered {
  readonly part: StatePart
  /** As it is written; null where it has to be asked for, undefined where there is nothing to keep. */
  text: string | null | undefined
  /** Whether it was said that it has changed, and nobody has asked since. */
  isNews: boolean
}

export class StateParts implements Disposable {
  readonly #moment: () => Moment
  readonly #offered = new Map<string, Offered>()
  /** Parts that nobody here knows, which a newer program has written: kept as they are. */
  #unknown: readonly FoundPart[] = []
  /** Parts that act, until it is decided whether they come back. */
  #pending: readonly FoundPart[] = []
  #heard: ((mayWait: boolean) => void) | null = null
  #trouble: Fault | null = null

  constructor(moment: () => Moment) {
    this.#moment = moment
  }

  /** Before a show is opened; the order is that in which parts are given back. */
  offer(part: StatePart): void {
    if (this.#offered.has(part.name)) throw new Error(`there is a part ${part.name} already`)
    this.#offered.set(part.name, { part, text: null, isNews: false })
  }

  /** Whom changes are said to, from now on; null while one show gives way to another. `mayWait` of what moves all the time. */
  listen(heard: ((mayWait: boolean) => void) | null): void {
    this.#heard = heard
    // What came back has changed its stage before anybody listened.
    const news = [...this.#offered.values()].filter(({ isNews }) => isNews)
    if (news.length > 0) heard?.(news.every(({ part }) => part.moves === true))
  }

  /** A stage says that its part is another. */
  readonly changed = (name: string): void => {
    const offered = this.#offered.get(name)
    if (offered === undefined || offered.isNews) return
    offered.isNews = true
    offered.text = null
    this.#heard?.(offered.part.moves === true)
  }

  /** Why some of it could not be held when it was asked for last; null where all was. */
  get trouble(): Fault | null {
    return this.#trouble
  }

  /** The names of what waits for the decision. */
  get pending(): readonly string[] {
    return this.#pending.map(({ name }) => name)
  }

  /** All of it, as a list in JSON; without what acts, where that has ended. Who has not changed is not asked. */
  content(withActing = true): string {
    this.#trouble = null
    const texts: string[] = []
    for (const offered of this.#offered.values()) {
      if (offered.part.acts && !withActing) continue
      offered.isNews = false
      if (offered.text === null) offered.text = this.#hold(offered.part)
      if (offered.text !== undefined) texts.push(offered.text)
    }
    for (const found of [...(withActing ? this.#pending : []), ...this.#unknown])
      texts.push(JSON.stringify(found))
    return `[${texts.join(',\n')}]`
  }

  /** Another show runs from now on, of which this was found. What is no part loses only itself. */
  begin(found: readonly unknown[], acting: Acting): readonly TakenPart[] {
    for (const offered of this.#offered.values()) {
      offered.text = null
      offered.isNews = false
    }
    const taken: TakenPart[] = []
    const parts = readable(found, taken)
    const known = parts.filter(({ name }) => this.#offered.has(name))
    this.#unknown = parts.filter(({ name }) => !this.#offered.has(name)).slice(0, MOST_OTHERS)
    const acts = known.filter(({ name }) => this.#offered.get(name)?.part.acts === true)
    this.#pending = acts.slice(0, MOST_OTHERS)
    taken.push(...this.#giveBack(known.filter((each) => !acts.includes(each))))
    if (acting === 'now') return [...taken, ...this.resume()]
    if (acting === 'never') this.letGo()
    return taken
  }

  /** What acts comes back, and how long it has lain until now. */
  resume(): readonly TakenPart[] {
    const pending = this.#pending
    this.#pending = []
    const taken = this.#giveBack(pending)
    if (pending.length > 0) this.#heard?.(false)
    return taken
  }

  /** What acts does not come back; answers the names of what is gone for good. */
  letGo(): readonly string[] {
    const gone = this.pending
    this.#pending = []
    if (gone.length > 0) this.#heard?.(false)
    return gone
  }

  /** Whoever presses it decides about what an earlier run was doing, too. */
  panic(): Partial<PanicEnded> {
    this.letGo()
    return {}
  }

  [Symbol.dispose](): void {
    this.#heard = null
  }

  #giveBack(found: readonly FoundPart[]): readonly TakenPart[] {
    const now = this.#moment()
    const taken: TakenPart[] = []
    // In the order in which the stages stand, whatever that of the file is.
    for (const { part } of this.#offered.values())
      for (const { name, at, value } of found) {
        if (name !== part.name) continue
        try {
          taken.push({ name, ...part.takeBack(value, lainSince(at, now)) })
        } catch (thrown) {
          taken.push({ name, taken: 0, left: [{ what: name, why: messageOf(thrown) }] })
        }
      }
    return taken
  }

  #hold(part: StatePart): string | undefined {
    const { name } = part
    try {
      const value = part.hold()
      if (value === undefined) return undefined
      const text = JSON.stringify({ name, at: this.#moment(), value })
      if (Buffer.byteLength(text) <= MOST_PART_BYTES) return text
      this.#trouble = notHeld(name, `it is larger than ${MOST_PART_BYTES} bytes`)
    } catch (thrown) {
      this.#trouble = notHeld(name, messageOf(thrown))
    }
    return undefined
  }
}

function readable(found: readonly unknown[], taken: TakenPart[]): FoundPart[] {
  return found.flatMap((each) => {
    const parsed = foundPart.safeParse(each)
    if (parsed.success) return [parsed.data]
    const left: LeftBehind = { what: 'a part of the file', why: 'it cannot be read' }
    taken.push({ name: 'unreadable', taken: 0, left: [left] })
    return []
  })
}

function notHeld(name: string, why: string): Fault {
  const what = `this part of the show's state cannot be kept: ${why}`
  return fault('state/part', name, what, 'after a restart it begins anew; report this')
}
