// What may go before all that waits.

const AHEAD_ADDRESS = /^\/(?:cuewright\/)?(panic|stop)$/

export type Ahead = 'panic' | 'stop'

/** What a message may go ahead as, by its address alone, so that no pattern is ever tried before it. */
export function aheadOf(address: string): Ahead | undefined {
  return AHEAD_ADDRESS.exec(address)?.[1] as Ahead | undefined
}
