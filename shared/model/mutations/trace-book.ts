// What is known of the parts of a show while an edit of it is made: when each changed, and whose value stands there.
import { freshSteps, freshTrace } from './edited-show.ts'
import type { EditedShow, Mark, StepTraces, Trace } from './edited-show.ts'
import { holderOf } from './mutation.ts'
import type { Generation, ThingKind, ThingRef } from './mutation.ts'
import type { Owner } from './refusals.ts'
import type { WholeTrace } from './touched.ts'

/** Things that are no more are remembered, so that whoever edits one is told what became of it. */
const REMEMBERED = 10_000

export function traceKey(owner: Owner): string {
  if (owner === 'show') return 'show'
  const { kind, id, in: inside } = owner
  return inside === undefined ? `${kind} ${id}` : `${kind} ${inside}/${id}`
}

/** How the keys of what lies in a thing begin; null of a thing in which nothing lies. */
function prefixWithin({ kind, id }: ThingRef): string | null {
  const held = HELD[kind]
  return held === undefined ? null : `${held} ${id}/`
}

const HELD: Partial<Readonly<Record<ThingKind, ThingKind>>> = { scheduler: 'rule', cueList: 'cue' }

export class TraceBook {
  readonly opened: Generation
  readonly traces: Map<string, Trace>
  readonly steps: Map<string, StepTraces>

  constructor({ opened, traces, steps }: EditedShow) {
    this.opened = opened
    this.traces = new Map(traces)
    this.steps = new Map(steps)
  }

  /** Of what has not changed by itself, that of what it came with. */
  of(owner: Owner): Trace {
    const own = this.traces.get(traceKey(owner))
    if (own !== undefined) return own
    const holder = owner === 'show' ? null : holderOf(owner.kind)
    if (owner === 'show' || owner.in === undefined || holder === null) {
      return freshTrace(this.opened, this.opened)
    }
    const { changed, version } = this.of({ kind: holder, id: owner.in })
    return freshTrace(changed, version)
  }

  field(owner: Owner, field: string): Mark {
    const trace = this.of(owner)
    const own = trace.fields.get(field)
    if (own === undefined) return trace
    return { changed: Math.max(own.changed, trace.changed), version: own.version }
  }

  markField(owner: Owner, field: string, mark: Mark): void {
    const trace = this.of(owner)
    this.traces.set(traceKey(owner), { ...trace, fields: new Map(trace.fields).set(field, mark) })
  }

  whole(ref: ThingRef): WholeTrace {
    const held = new Map<string, Trace>()
    const prefix = prefixWithin(ref)
    if (prefix !== null) {
      for (const [key, trace] of this.traces)
        if (key.startsWith(prefix)) held.set(key.slice(prefix.length), trace)
    }
    const steps = ref.kind === 'playlist' ? this.steps.get(ref.id) : undefined
    return { own: this.of(ref), steps, held }
  }

  /** When a thing, or anything in it, last changed. */
  lastChange(ref: ThingRef): Generation {
    const { own, steps, held } = this.whole(ref)
    let last = 0
    for (const trace of [own, ...held.values()]) {
      last = Math.max(last, trace.changed, ...[...trace.fields.values()].map(({ changed }) => changed))
    }
    return steps === undefined ? last : Math.max(last, latest(steps.changed))
  }

  /** A thing that came, or was replaced whole, or is `gone`. */
  begin(ref: ThingRef, at: Generation, gone?: null): void {
    const key = traceKey(ref)
    this.#forgetWithin(ref)
    this.traces.delete(key)
    const fresh = freshTrace(at, at)
    this.traces.set(key, gone === undefined ? fresh : { ...fresh, gone })
  }

  /** As it was known, but changed now. */
  restore(ref: ThingRef, { own, steps, held }: WholeTrace, at: Generation): void {
    this.#forgetWithin(ref)
    this.traces.set(traceKey(ref), { ...own, changed: at })
    const prefix = prefixWithin(ref)
    for (const [id, trace] of held) this.traces.set(`${prefix}${id}`, { ...trace, changed: at })
    if (steps !== undefined) this.steps.set(ref.id, steps)
  }

  #forgetWithin(ref: ThingRef): void {
    if (ref.kind === 'playlist') this.steps.delete(ref.id)
    const prefix = prefixWithin(ref)
    if (prefix === null) return
    for (const key of this.traces.keys()) if (key.startsWith(prefix)) this.traces.delete(key)
  }

  /** What is known of a thing goes on under its new name. */
  rename(ref: ThingRef, to: string, at: Generation): void {
    const [from, next] = [traceKey(ref), traceKey({ ...ref, id: to })]
    const trace = this.of(ref)
    this.traces.delete(next)
    this.traces.set(next, trace)
    this.traces.delete(from)
    this.traces.set(from, { ...freshTrace(at, at), gone: to })
    const steps = this.steps.get(ref.id)
    if (ref.kind === 'playlist' && steps !== undefined) {
      this.steps.delete(ref.id)
      this.steps.set(to, steps)
    }
    const prefix = prefixWithin(ref)
    if (prefix === null) return
    for (const [key, held] of [...this.traces]) {
      if (!key.startsWith(prefix)) continue
      this.traces.delete(key)
      this.traces.set(`${prefixWithin({ ...ref, id: to })}${key.slice(prefix.length)}`, held)
    }
  }

  stepsOf(playlist: { readonly id: string; readonly steps: readonly unknown[] }): StepTraces {
    const known = this.steps.get(playlist.id)
    if (known !== undefined) return known
    return freshSteps(playlist.steps.length, this.of({ kind: 'playlist', id: playlist.id }))
  }

  forgetOldest(): void {
    let more = this.traces.size - REMEMBERED
    if (more <= 0) return
    for (const [key, { gone }] of this.traces) {
      if (more <= 0) return
      if (gone === undefined) continue
      this.traces.delete(key)
      more -= 1
    }
  }
}

function latest(changed: StepTraces['changed']): Generation {
  let last = 0
  for (let index = 0; index < changed.length; index += 1) {
    if ((changed[index] as number) > last) last = changed[index] as number
  }
  return last
}
