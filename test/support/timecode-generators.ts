// Generators of quarter frames as there are, so that what reads them is tried against all of them.
import { quarterFrames } from '../../main/protocols/midi/timecode.ts'
import type { QuarterFrame } from '../../main/protocols/midi/timecode.ts'
import type { TimecodeRate } from '../../shared/model/midi.ts'
import { timecodeOf } from '../../shared/model/timecode.ts'

/** How a generator fills its pieces: with one time for all eight, or each with the frame that is running then. */
type Filling = 'held' | 'running'

export interface Generator {
  readonly filling: Filling
  readonly rate: TimecodeRate
  readonly step: 1 | -1
  /** Quarters of a frame by which its pieces are off from where its frames begin. */
  readonly phase: number
}

/** What it sends from a frame on, for so many frames, and the frame that is running with each piece. */
export function* generated({ filling, rate, step, phase }: Generator, first: number, frames: number) {
  let spelling = quarterFrames(timecodeOf(first, rate))
  let spelled = first
  for (let quarter = 0; quarter < frames * 4; quarter += 1) {
    const running = first + step * Math.floor((quarter + phase) / 4)
    const isNew = filling === 'running' ? running !== spelled : quarter % 8 === 0
    if (isNew) {
      spelled = running
      // Backwards a held time is the one that the tape has reached with its last piece.
      const held = filling === 'held' && step === -1 ? running - 2 : running
      spelling = quarterFrames(timecodeOf(held, rate))
    }
    const place = quarter % 8
    yield { piece: spelling[step === 1 ? place : 7 - place] as QuarterFrame, running }
  }
}

export const generators: readonly Generator[] = ([24, 25, 29.97, 30] as const).flatMap((rate) =>
  ([1, -1] as const).flatMap((step) => [
    { filling: 'held' as const, rate, step, phase: 0 },
    ...[0, 1, 2, 3].map((phase) => ({ filling: 'running' as const, rate, step, phase })),
  ]),
)
