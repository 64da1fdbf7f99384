// Learning a control for a parameter: what it is learned for, what it seems to be, and what the operator has decided of it.
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CapturedControl } from '../../shared/model/input.ts'
import { isSameJson } from '../../shared/base/same-json.ts'
import { LEARN_SECONDS } from '../lib/hand-times.ts'
import { encodingsOf, guessOf } from '../lib/binding-guess.ts'
import type { Guess } from '../lib/binding-guess.ts'
import type { Chosen } from '../lib/binding-proposals.ts'
import type { LearnPhase } from '../lib/input-words.ts'
import type { Inputs } from './inputs.svelte.ts'

/** What the control is for; `place` is of the input, or the feedback, that gets another control. */
export interface LearnPurpose {
  readonly for: 'input' | 'output' | 'layer' | 'param' | 'feedback'
  readonly place: number | null
}

export class BindingLearn {
  readonly #client: ContractClient
  readonly #inputs: Inputs
  /** How long is listened. */
  readonly seconds = LEARN_SECONDS
  /** Turned one way already, where the other is asked for. */
  #before = $state.raw<CapturedControl | null>(null)

  purpose = $state.raw<LearnPurpose | null>(null)
  /** What was decided, of what is proposed. */
  picked = $state.raw<Partial<Chosen>>({})
  /** When listening began, so that only what arrived since is shown. */
  since = $state(0)

  readonly phase = $derived.by((): LearnPhase => (this.purpose === null ? 'idle' : this.#inputs.phase))
  readonly isListening = $derived(this.phase === 'asking' || this.phase === 'listening')
  readonly captured = $derived.by((): CapturedControl | null => {
    const caught = this.phase === 'captured' ? this.#inputs.captured : null
    const before = this.#before
    if (before === null || caught === null || !isSameJson(before.match, caught.match)) return caught
    return { ...caught, trail: [...before.trail, ...caught.trail].slice(-64) }
  })
  readonly guess = $derived.by((): Guess | null => {
    if (this.captured === null) return null
    const guess = guessOf(this.captured)
    // Turned both ways, it may look like a control that jumps.
    const encodings = this.#before === null ? [] : encodingsOf(this.captured.trail)
    return encodings.length > 0 ? { ...guess, kinds: ['encoder'], encodings } : guess
  })

  constructor(client: ContractClient, inputs: Inputs) {
    this.#client = client
    this.#inputs = inputs
  }

  /** Nothing that is bound to `param` moves it meanwhile. */
  readonly start = (purpose: LearnPurpose, param: string | null): void => {
    this.#before = null
    this.#begin(purpose, param)
  }

  /** The same control once more, turned the other way. */
  readonly startOther = (param: string | null): void => {
    const { purpose, captured } = this
    if (purpose === null || captured === null) return
    this.#before = captured
    this.#begin(purpose, param)
  }

  readonly pick = (picked: Partial<Chosen>): void => {
    this.picked = { ...this.picked, ...picked }
  }

  /** Also where nothing is learned. */
  readonly end = (): void => {
    if (this.isListening) void this.#client.command('learn.cancel', {})
    this.purpose = null
    this.#before = null
    this.picked = {}
  }

  #begin(purpose: LearnPurpose, param: string | null): void {
    this.purpose = purpose
    this.picked = {}
    this.since = this.#client.engineNow()
    void this.#inputs.learn({ families: [], ...(param !== null && { param }) })
  }
}
