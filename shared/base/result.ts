// The outcome of an operation that may be refused, and the fault that tells an operator what to do about it.

/**
 * A refusal in the words of the person in the booth.
 * `code` is stable (`area/reason`) and safe to match on; the other three are prose and may change.
 */
export interface Fault {
  readonly code: string
  /** What is wrong. */
  readonly what: string
  /** File, field, address or device it concerns. */
  readonly where: string
  /** What to do about it. */
  readonly next: string
  /** Of a show file that cannot be used: the newest earlier version of it that can. */
  readonly instead?: EarlierVersion | undefined
}

/** By what it is asked for, when it was saved in wall milliseconds, and by whom where that is known. */
export interface EarlierVersion {
  readonly version: number
  readonly at: number
  readonly by: string | null
  /** Newer ones that cannot be used either. */
  readonly passedOver: number
}

export type Result<T, E = Fault> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

export function failed<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error }
}

export function fault(code: string, where: string, what: string, next: string): Fault {
  return { code, what, where, next }
}

/** One line: `code: where: what; next`. */
export function formatFault({ code, where, what, next }: Fault): string {
  return `${code}: ${where}: ${what}; ${next}`
}

/** A fault thrown where returning a Result would only be unwrapped again, such as during start-up. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
  readonly fault: Fault

  constructor(thrown: Fault) {
    super(formatFault(thrown))
    this.fault = thrown
  }
}

/** The message of anything that was thrown; never throws itself, whatever the thrown thing does when shown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message
  try {
    return String(thrown)
  } catch {
    return 'something without a message was thrown'
  }
}
