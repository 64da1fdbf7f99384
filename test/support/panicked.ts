// What a panic that found nothing to end publishes.
import type { PayloadOf } from '../../shared/model/event.ts'

export const NOTHING_ENDED: PayloadOf<'show.panicked'> = {
  by: 'operator',
  ended: {
    ...{ runs: 0, questions: 0, rules: 0, cues: 0, thrown: 0 },
    ...{ gestures: 0, bundles: 0, messages: 0, replays: 0, fades: 0 },
  },
  soon: [],
}
