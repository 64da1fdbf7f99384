// Notices that the page was asleep, frozen or without a network, and has it find out at once whether the engine is there.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { disposable, dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'

const BEAT_MS = 1_000
/** A page that is looked at and misses its beat for so long stood still. */
const ASLEEP_MS = 4_000
/** An old connection that has not answered by then is taken for dead, as those of tablets that slept mostly are. */
const ANSWER_WITHIN_MS = 3_000

interface WakingOptions {
  readonly window: Pick<EventTarget, 'addEventListener'>
  readonly document: Pick<EventTarget, 'addEventListener'> & { readonly hidden: boolean }
  readonly clock: Clock
  readonly client: Pick<ContractClient, 'state' | 'woke'>
  /** Gives the connection up, if there is one, and opens another now. */
  readonly renew: () => void
}

export function watchSleep({ window, document, clock, client, renew }: WakingOptions): Disposable {
  // By the wall clock: others stand still while some systems sleep.
  let beatAt: number = clock.wall()
  let beat: Disposable | null = null
  let answering: Disposable | null = null
  const listening = new AbortController()

  const look = (): void => {
    const stood = clock.wall() - beatAt
    beatAt = clock.wall()
    if (stood < ASLEEP_MS || document.hidden) return
    client.woke()
    dispose(answering)
    answering = clock.upkeep(monotonicMs(clock.now() + ANSWER_WITHIN_MS), () => {
      if (client.state === 'silent') renew()
    })
  }
  const later = (): void => {
    beat = clock.upkeep(monotonicMs(clock.now() + BEAT_MS), () => {
      // Timers of a page that nobody sees come late, and that is no sleep until it is seen.
      if (!document.hidden) look()
      later()
    })
  }
  later()
  const { signal } = listening
  for (const type of ['visibilitychange', 'resume']) document.addEventListener(type, look, { signal })
  window.addEventListener('pageshow', look, { signal })
  // It would wait for some seconds before it tries again.
  const online = (): void => {
    if (client.state === 'closed') renew()
  }
  window.addEventListener('online', online, { signal })

  return disposable('watch over sleep', () => {
    listening.abort()
    dispose(beat)
    dispose(answering)
  })
}
