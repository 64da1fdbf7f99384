// What clients see of the operator's message to those who watch.

export interface OperatorMessage {
  readonly text: string
  readonly by: string
  /** On the engine's clock, and in wall milliseconds. */
  readonly at: number
  readonly time: number
  /** When it goes by itself, on the engine's clock; null where it stays. */
  readonly until: number | null
}

export interface MessageView {
  /** Null where there is none. */
  readonly message: OperatorMessage | null
}
