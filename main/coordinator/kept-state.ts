// Has it kept on the disk how the show stands, from its opening on, and has that back when the same show is opened again.
import { z } from 'zod'
import type { Fault } from '../../shared/base/result.ts'
import type { Lain } from '../../shared/model/kept-state.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { HeldShow } from './held-show.ts'
import { lainSince, moment } from './lain.ts'
import type { Moment } from './lain.ts'
import type { Acting, StateParts, TakenPart } from './state-parts.ts'

const SOURCE = 'show'
const STATE_FORMAT = 1
/** Of what is not back, so many are said one by one. */
const MOST_SAID = 20

const stateFile = z.object({
  state: z.literal(STATE_FORMAT),
  ...moment.shape,
  path: z.string(),
  name: z.string(),
  generation: z.number(),
  digest: z.string().nullable(),
  parts: z.array(z.unknown()).max(1000),
})

/** How a show stood when that was written last. */
export interface FoundState {
  readonly found: Readonly<z.infer<typeof stateFile>>
  readonly lain: Lain
}

/** Where it is written at a pace. */
export interface StateWriting extends AsyncDisposable {
  readonly trouble: Fault | null
  news(mayWait: boolean): void
}

/** Where it is kept. */
export interface States {
  find(path: string): Promise<{ readonly text: string | null; readonly trouble: string | null }>
  setAside(path: string): Promise<string>
  open(path: string, options: { content(): string; changed(): void }): StateWriting
}

export interface KeptStateOptions {
  readonly publish: Publish
  readonly held: HeldShow
  readonly states: States
  readonly parts: StateParts
  readonly moment: () => Moment
  /** Whether what acts comes back, asked at each opening of which something is known. */
  acting(found: FoundState): Acting
}

export class KeptState implements AsyncDisposable {
  readonly #options: KeptStateOptions
  #open: { readonly path: string; readonly writing: StateWriting } | null = null
  /** What could not be used of what was found, until it is said. */
  #unsaid: string[] = []
  #said: string | null = null
  /** How the show stood that gives way. */
  #left: FoundState | null = null
  #found: { readonly path: string; readonly state: FoundState } | null = null
  #isLeaving = false
  #isFirst = true

  constructor(options: KeptStateOptions) {
    this.#options = options
  }

  /** Why it is not kept; null where it is. */
  get trouble(): Fault | null {
    return this.#open?.writing.trouble ?? this.#options.parts.trouble
  }

  /** Looks how the show of a file stood, for the case that it is opened next. */
  async find(path: string | null): Promise<void> {
    const state = path === null ? null : await this.#read(path)
    this.#found = path === null || state === null ? null : { path, state }
  }

  /** Before another show is opened: from here on, changes are those of stages that are emptied. */
  leaving(): void {
    const { parts, moment: now } = this.#options
    parts.listen(null)
    if (this.#open === null) return
    const found = stateFile.safeParse(parsed(this.#content()))
    this.#left = found.success ? { found: found.data, lain: lainSince(found.data, now()) } : null
    // Whoever opens another show has ended what acted in this one.
    this.#isLeaving = true
    this.#open.writing.news(false)
    void this.#end()
    this.#isLeaving = false
  }

  /** The other show could not be opened: the one before goes on as it stood. */
  stayed(): void {
    const left = this.#left
    this.#options.parts.begin(left?.found.parts ?? [], 'later')
    this.#options.parts.resume()
    this.#follow()
  }

  /** A show has been opened. It stands as it was left, or as was found. */
  begin(cause: number | null): void {
    const { parts, held } = this.#options
    const { path } = held.current
    const found = this.#found?.path === path ? this.#found.state : null
    const stood = this.#left !== null && this.#left.found.path === path ? this.#left : found
    this.#left = this.#found = null
    const taken = parts.begin(stood?.found.parts ?? [], this.#acting(stood))
    this.#isFirst = false
    this.#follow()
    this.#sayUnusable(cause)
    if (stood !== null) this.#sayRestored(stood.lain, taken, cause)
  }

  /** The file of the show may be another. */
  saved(): void {
    const { path } = this.#options.held.current
    if (path === this.#open?.path) return
    void this.#end()
    this.#follow()
    this.#open?.writing.news(false)
  }

  /** What acts, and was held back at the opening, comes back now. */
  resume(cause: number | null): void {
    const taken = this.#options.parts.resume()
    if (taken.length > 0) this.#sayRestored(null, taken, cause)
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#options.parts.listen(null)
    return this.#end()
  }

  async #read(path: string): Promise<FoundState | null> {
    const { states, moment: now } = this.#options
    const { text, trouble } = await states.find(path)
    if (trouble !== null) return this.#cannotUse(path, trouble)
    if (text === null) return null
    const found = stateFile.safeParse(parsed(text))
    if (!found.success) return this.#cannotUse(path, 'it is of another version, or none')
    return { found: found.data, lain: lainSince(found.data, now()) }
  }

  /** Only of what an earlier run of the program has left: what is opened by hand begins with nothing under way. */
  #acting(found: FoundState | null): Acting {
    return found === null || !this.#isFirst ? 'never' : this.#options.acting(found)
  }

  async #end(): Promise<void> {
    const open = this.#open
    await open?.writing[Symbol.asyncDispose]()
    if (this.#open === open) this.#open = null
  }

  #follow(): void {
    const { held, states, parts } = this.#options
    const { path } = held.current
    const content = (): string => this.#content()
    const writing = path === null ? null : states.open(path, { content, changed: () => this.#say() })
    this.#open = path === null || writing === null ? null : { path, writing }
    parts.listen((mayWait) => writing?.news(mayWait))
  }

  #content(): string {
    const { parts, held, moment: now } = this.#options
    const { path, show, generation } = held.current
    const head = { state: STATE_FORMAT, ...now(), path, name: show.name, generation, digest: held.digest }
    const content = `${JSON.stringify(head).slice(0, -1)},\n"parts":${parts.content(!this.#isLeaving)}}`
    this.#say()
    return content
  }

  async #cannotUse(path: string, why: string): Promise<null> {
    const aside = await this.#options.states.setAside(path)
    this.#unsaid.push(`${why}; it is kept: ${aside}`)
    return null
  }

  #sayUnusable(cause: number | null): void {
    for (const why of this.#unsaid.splice(0)) {
      const what = `how the show stood before cannot be used: ${why}`
      const payload = {
        code: 'state/unusable',
        where: 'state',
        what,
        next: 'values begin where the show says',
      }
      this.#options.publish({ type: 'show.state.notKept', source: SOURCE, cause, payload })
    }
  }

  #sayRestored(lain: Lain | null, taken: readonly TakenPart[], cause: number | null): void {
    const { publish, held, parts } = this.#options
    const counts: Record<string, number> = {}
    for (const part of taken) counts[part.name] = (counts[part.name] ?? 0) + part.taken
    const left = taken.flatMap((part) =>
      part.left.map(({ what, why }) => ({ part: part.name, what: short(what), why: short(why) })),
    )
    const pending = [...parts.pending]
    if (taken.length === 0 && pending.length === 0) return
    const payload = {
      path: held.current.path,
      ...(lain === null ? { age: null, isSure: true } : { age: lain.age, isSure: lain.isSure }),
      ...{ parts: counts, left: left.slice(0, MOST_SAID), lost: left.length, pending },
    }
    publish({ type: 'show.state.restored', source: SOURCE, cause, payload })
  }

  /** Publishes that it cannot be kept, and that it can again. */
  #say(): void {
    const { trouble } = this
    const code = trouble === null ? null : `${trouble.code} ${trouble.where}`
    if (code === this.#said) return
    this.#said = code
    const { publish } = this.#options
    if (trouble === null) publish({ type: 'show.state.kept', source: SOURCE, cause: null, payload: {} })
    else publish({ type: 'show.state.notKept', source: SOURCE, cause: null, payload: { ...trouble } })
  }
}

function short(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
