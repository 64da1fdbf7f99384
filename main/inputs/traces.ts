// What each control told last, so that learning can tell a hand from what goes on anyway.
import { Recent } from '../../shared/base/recent.ts'

/** Sources surely remembered, and controls of each; at most twice as many are kept. */
const SOURCES = 128
const CONTROLS = 1024

/** What a control says of its place; null where it says none. */
export type Value = number | string | boolean | null

/** What a session has heard of a control. */
export interface Heard {
  readonly session: number
  /** Where it stood before it was moved; null where it is not known. */
  baseline: number | null
  min: number
  max: number
  /** The latest that it told. */
  readonly trail: number[]
  /** Net steps of an encoder. */
  steps: number
  /** Times in a row that it told what it had told before. */
  repeats: number
  /** True while it goes on talking as it did before the session. */
  talking: boolean
}

export interface Trace {
  /** Undefined until it has told something. */
  value: Value | undefined
  at: number
  /** Milliseconds between the last two times; Infinity where there was one. */
  gap: number
  heard: Heard | null
}

export class Traces {
  readonly #sources = new Recent<Recent<Trace>>(SOURCES)

  find(source: string, key: string): Trace | undefined {
    return this.#sources.get(source)?.get(key)
  }

  /** The trace of a control, which begins empty. */
  of(source: string, key: string): Trace {
    let controls = this.#sources.get(source)
    if (controls === undefined) {
      controls = new Recent(CONTROLS)
      this.#sources.add(source, controls)
    }
    let trace = controls.get(key)
    if (trace === undefined) {
      trace = { value: undefined, at: -Infinity, gap: Infinity, heard: null }
      controls.add(key, trace)
    }
    return trace
  }
}

export function leaveTrace(trace: Trace, value: Value, at: number): void {
  trace.value = value
  trace.gap = at - trace.at
  trace.at = at
}
