// Wires what controllers show with those who know how the show stands.
import type { ActingClock } from '../shared/base/clock.ts'
import type { KnownPeers } from '../shared/model/known-peers.ts'
import type { Arming } from './arming.ts'
import type { Cues } from './cues/cues.ts'
import type { Standby } from './cues/standby.ts'
import type { Dispatcher } from './dispatcher/dispatcher.ts'
import { Feedback } from './feedback/feedback.ts'
import type { Surfaces } from './feedback/surfaces.ts'
import type { Interrupts } from './interrupts/interrupts.ts'
import { inOrder } from './order.ts'
import type { createParams } from './param-stages.ts'
import type { Playlists } from './playlists/playlists.ts'

interface FeedbackSurroundings {
  readonly clock: ActingClock
  readonly arming: Arming
  readonly dispatcher: Dispatcher
  readonly peers: KnownPeers
  /** Devices that show feedback. */
  readonly surfaces: Surfaces
  /** Whether lights blink on: in a rehearsal not for their own sake. */
  blinks(): boolean
}

interface Shown extends Pick<ReturnType<typeof createParams>, 'params' | 'layers' | 'changes'> {
  readonly playlists: Playlists
  readonly standby: Standby
  readonly cues: Cues
  readonly interrupts: Interrupts
}

/** What controllers show, asked of its owners whenever it may be another. */
export function createFeedback(
  { clock, arming, dispatcher, peers, surfaces, blinks }: FeedbackSurroundings,
  { params, layers, playlists, standby, cues, interrupts, changes }: Shown,
): Feedback {
  const { publish, subscribe } = dispatcher
  const feedback = new Feedback({
    ...{ clock, publish, peers, surfaces, blinks },
    subscribe: inOrder(subscribe)('feedback'),
    facts: {
      ...{ values: () => params.values(), layersOn: layers.on, runStates: () => playlists.runStates() },
      standby: () => standby.current,
      cue: (list, cue) => cues.standing(list, cue),
      standbyIn: (list) => cues.standbyIn(list),
      arming: () => arming.view(),
      questions: () => interrupts.view().pending.length,
    },
  })
  changes.heardBy(feedback)
  dispatcher.withoutEchoes(feedback.isEcho)
  return feedback
}
