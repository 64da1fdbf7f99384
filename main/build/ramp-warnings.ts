// Ramps of a playlist that together want more values a second than leave: they are told less often, which is better known before.
import { RAMP_BUDGET, RAMP_LIMITS } from '../../shared/model/ramp.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import type { Problems } from './problems.ts'

/** A second: to a MIDI port, which is handed sixteen messages a millisecond. */
const MIDI_A_SECOND = 16_000
/** Messages that one value makes. */
const MESSAGES: Readonly<Record<string, number>> = { control14: 2, nrpn: 4, rpn: 4 }

/** A ramp begins, or ends: so many a second more, or less, by one way. */
interface Change {
  readonly at: number
  readonly step: number
  readonly way: string
  readonly most: number
  readonly rate: number
}

export function warnRamps(show: ShowFile, warnings: Problems): void {
  for (const [index, { steps }] of show.playlists.entries()) {
    const changes = steps.flatMap((step, place) => changesOf(step, place, show.osc))
    const over = firstOver(changes)
    if (over === null) continue
    const what = `with the ramps that go on then ${over.wanted} a second are wanted ${over.way}, and ${over.most} leave`
    warnings.add(
      'show/ramp-rate',
      ['playlists', index, 'steps', over.step, 'payload', 'rate'],
      what,
      () => 'lower the rate of some, or each is told less often than it says',
    )
  }
}

function firstOver(changes: readonly Change[]) {
  const rates = new Map<string, number>()
  // What ends makes room for what begins at the same time.
  const inTime = changes.toSorted((one, other) => one.at - other.at || one.rate - other.rate)
  for (const { step, way, most, rate } of inTime) {
    const wanted = (rates.get(way) ?? 0) + rate
    rates.set(way, wanted)
    if (rate > 0 && wanted > most) return { step, way, most, wanted: Math.round(wanted) }
  }
  return null
}

function changesOf(
  { type, payload, offset }: ShowFile['playlists'][number]['steps'][number],
  step: number,
  { targets }: ShowFile['osc'],
): readonly Change[] {
  if (type !== 'osc.ramp' && type !== 'midi.ramp') return []
  const ramp = payload as unknown as Written
  const { rate = RAMP_LIMITS.usualRate, over } = ramp
  const between = (way: string, most: number, each: number): readonly Change[] => [
    { at: offset, step, way, most, rate: rate * each },
    { at: offset + over, step, way, most, rate: -rate * each },
  ]
  if (type === 'midi.ramp') {
    return between(`by ${ramp.output}`, MIDI_A_SECOND, MESSAGES[ramp.message?.kind ?? ''] ?? 1)
  }
  const values = between('over OSC', RAMP_BUDGET.values, 1)
  const target = ramp.target === undefined ? undefined : targets[ramp.target]
  // Values of one moment share a packet elsewhere.
  return target?.bundles === false
    ? [...values, ...between('one packet each', RAMP_BUDGET.packets, 1)]
    : values
}

/** A ramp as its step has it; what is left out is as usual. */
interface Written {
  readonly target?: string
  readonly output?: string
  readonly message?: { readonly kind: string }
  readonly over: number
  readonly rate?: number
}
