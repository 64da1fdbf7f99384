import { describe, expect, test } from 'vitest'
import { MidiIntake } from '../../../../../main/peripherals/midi/intake.ts'
import { encodeMidi } from '../../../../../main/protocols/midi/encode.ts'
import { frameNumber, framesPerSecond, timecodeOf } from '../../../../../shared/model/timecode.ts'
import { Stage } from '../../../../support/stage.ts'
import { generated, generators } from '../../../../support/timecode-generators.ts'
import type { Generator } from '../../../../support/timecode-generators.ts'

const CUE = { hours: 1, minutes: 0, seconds: 0, frames: 0 } as const

/** A playlist at the hour, and a port that a tape of the generator comes by. */
function setUp({ rate, step }: Generator) {
  const stage = new Stage()
  const direction = step === 1 ? 'forward' : 'backward'
  stage.register({ id: 'cue', triggers: [{ timecode: '01:00:00:00', direction }] })
  const intake = new MidiIntake({ publish: stage.dispatcher.publish, source: 'midi:Tape:1', port: 'Tape' })
  const cue = frameNumber({ ...CUE, rate })
  return {
    stage,
    intake,
    /** Frame of the tape, counted from the cue, at each start of the playlist. */
    run(
      generator: Generator,
      before: number,
      frames: number,
      isLost: (quarter: number) => boolean,
    ): number[] {
      const starts: number[] = []
      let quarter = 0
      for (const { piece, running } of generated(generator, cue - step * before, frames)) {
        const known = stage.of('playlist.created').length
        if (!isLost(quarter)) for (const part of encodeMidi(piece)) intake.take(part, 0)
        stage.clock.advanceBy(1000 / framesPerSecond(rate) / 4)
        if (stage.of('playlist.created').length > known) starts.push((running - cue) * step)
        quarter += 1
      }
      return starts
    },
    [Symbol.dispose]: () => stage[Symbol.dispose](),
  }
}

describe.each(generators)('a tape of $filling pieces at $rate, step $step, phase $phase', (generator) => {
  test.each([1, 2, 3, 5, 8, 13, 50])('starts the cue once, %d frames after it began', (before) => {
    using tape = setUp(generator)
    const starts = tape.run(generator, before, before + 40, () => false)
    expect(starts).toHaveLength(1)
    // Eight quarter frames until a time is known, and as many again where it may be mixed of two.
    expect(starts[0]).toBeLessThanOrEqual(6)
  })

  test('starts the cue once where it begins exactly there', () => {
    using tape = setUp(generator)
    expect(tape.run(generator, 0, 40, () => false)).toHaveLength(1)
  })

  test('starts the cue once though quarter frames are lost around it', () => {
    using tape = setUp(generator)
    const starts = tape.run(
      generator,
      30,
      80,
      (quarter) => quarter > 110 && quarter < 140 && quarter % 3 === 0,
    )
    expect(starts).toHaveLength(1)
  })

  test('starts no cue behind which it began', () => {
    using tape = setUp(generator)
    expect(tape.run(generator, -3, 60, () => false)).toEqual([])
  })
})

test('a workstation that is put to a cue and then plays starts it when it plays', () => {
  const generator = { filling: 'held', rate: 25, step: 1, phase: 0 } as const
  using tape = setUp(generator)
  for (const part of encodeMidi({ kind: 'timecode', ...CUE, rate: 25 })) tape.intake.take(part, 0)
  tape.stage.clock.advanceBy(2000)
  expect(tape.stage.of('playlist.created')).toEqual([])
  expect(tape.run(generator, 0, 20, () => false)).toHaveLength(1)
  expect(tape.stage.of('playlist.created')[0]?.payload).toMatchObject({
    trigger: { type: 'timecode.received', payload: timecodeOf(frameNumber({ ...CUE, rate: 25 }) + 2, 25) },
  })
})
