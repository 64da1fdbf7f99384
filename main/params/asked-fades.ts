// Fades that steps, cues and rules ask for by an event: begun as of when they were due, and refused in words.
import { failed, fault, formatFault } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../shared/model/event.ts'
import { explainIssue, firstProblem, formatPath } from '../../shared/model/explain.ts'
import { askedFade } from '../../shared/model/fade.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import { excerptOf } from './fitting.ts'
import type { Params } from './params.ts'

const LONGEST_NAME = 100

interface AskedFadesOptions {
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly params: Pick<Params, 'fade'>
}

export class AskedFades implements Disposable {
  readonly #options: AskedFadesOptions
  readonly #wiring: Disposable
  #refused = 0

  constructor(options: AskedFadesOptions) {
    this.#options = options
    this.#wiring = options.subscribe('param.fade', (event) => this.#begin(event), { acts: true })
  }

  /** What is asked for is begun when it is heard. */
  panic(): Partial<PanicEnded> {
    return {}
  }

  [Symbol.dispose](): void {
    this.#wiring[Symbol.dispose]()
  }

  #begin(event: EventEnvelope<'param.fade'>): void {
    const asked = this.#ask(event)
    if (asked.ok) return
    this.#refused += 1
    const payload: unknown = event.payload
    const { name, to } = Object(payload) as { readonly name?: unknown; readonly to?: unknown }
    const called = typeof name === 'string' ? name.slice(0, LONGEST_NAME) : ''
    const { code } = asked.error
    const refused = { name: called, value: excerptOf(to), from: event.source, code }
    this.#options.publish({
      type: 'param.rejected',
      source: `param:${called}`,
      cause: event.seq,
      payload: { ...refused, message: formatFault(asked.error), total: this.#refused },
    })
  }

  #ask({ payload, source, seq, at }: EventEnvelope<'param.fade'>): Result<unknown> {
    // As the show has written it, or a template has come to.
    const parsed = askedFade.safeParse(payload, { error: explainIssue })
    if (parsed.success) {
      const { name, run: of, from, onStop, ...request } = parsed.data
      const asker = { name: source, source, of, from, onStop }
      return this.#options.params.fade(name, request, asker, seq, at)
    }
    const { path, what } = firstProblem(askedFade, parsed.error)
    const where = formatPath(['payload', ...path])
    return failed(fault('param/bad-fade', where, what, 'correct the step or the rule'))
  }
}
