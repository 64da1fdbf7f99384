// What outputs say that they did not send, heard where it is said: in the queue only the latest of each kind is kept.
import { disposable } from '../../shared/base/disposable.ts'
import type { EventDraft, PayloadOf, Publish } from '../../shared/model/event.ts'

export interface Loss {
  /** `seq` of what asked for the messages; of several, for the oldest. */
  readonly cause: number
  readonly messages: number
  /** The output, in the operator's words. */
  readonly where: string
  readonly reason: string
}

/** Nobody knows what became of these. */
const UNSURE = 'osc/unsure'

export class Losses {
  readonly #listeners = new Set<(loss: Loss) => void>()

  /** The same way to publish, listened to. */
  heardBy(publish: Publish): Publish {
    return (draft) => {
      const loss = lossOf(draft)
      if (loss !== null) for (const listener of this.#listeners) listener(loss)
      return publish(draft)
    }
  }

  listen(listener: (loss: Loss) => void): Disposable {
    this.#listeners.add(listener)
    return disposable('listener to losses', () => this.#listeners.delete(listener))
  }
}

/** Null for what tells of no message, or of none that somebody asked for. */
function lossOf({ type, cause, payload }: EventDraft): Loss | null {
  if (cause === null) return null
  if (type === 'osc.sendFailed') {
    const { target, code, message, messages } = payload as PayloadOf<'osc.sendFailed'>
    return code === UNSURE ? null : { cause, messages, where: `OSC target ${target}`, reason: message }
  }
  if (type !== 'midi.sendFailed') return null
  const { output, message } = payload as PayloadOf<'midi.sendFailed'>
  return { cause, messages: 1, where: `MIDI output ${output}`, reason: message }
}
