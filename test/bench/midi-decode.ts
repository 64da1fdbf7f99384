// Bytes of a MIDI port made into event drafts, as they come: one message at a time, or as noise.
import { MidiIntake } from '../../main/peripherals/midi/intake.ts'
import { atLeast } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const PIECES = 1_000_000
const ROUNDS = 5

/** Takes the pieces in turn, over and over; answers pieces a second. */
function piecesPerSecond(pieces: readonly Uint8Array[]): number {
  const intake = new MidiIntake({ publish: () => 1, source: 'midi:bench:1', port: 'bench' })
  const startedAt = performance.now()
  for (let index = 0; index < PIECES; index += 1) intake.take(pieces[index % pieces.length] as Uint8Array, 0)
  return PIECES / ((performance.now() - startedAt) / 1000)
}

const messages = Array.from({ length: 256 }, (_, index) =>
  index % 4 === 0
    ? Uint8Array.of(0xb0, index % 128, index % 100)
    : Uint8Array.of(index % 2 === 0 ? 0x90 : 0x80, index % 128, 100),
)

/** Always the same: a linear congruential generator. */
const noise = Array.from({ length: 256 }, (_, piece) =>
  Uint8Array.from(
    { length: 3 },
    (_byte, index) => (((piece * 3 + index) * 1_103_515_245 + 12_345) >>> 16) & 0xff,
  ),
)

export function midiDecode(): Promise<readonly Measurement[]> {
  const measure = (what: string, pieces: readonly Uint8Array[]): Measurement => ({
    what,
    unit: 'a second',
    subject: Array.from({ length: ROUNDS }, () => piecesPerSecond(pieces)),
    baseline: null,
    reach: atLeast(1_000_000),
  })
  return Promise.resolve([measure('notes and controls', messages), measure('three bytes of noise', noise)])
}
