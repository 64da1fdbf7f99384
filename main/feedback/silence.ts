// Why a light could not be seen just now, for whoever looks for it.
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { FeedbackDefinition } from '../../shared/model/feedback.ts'
import type { Facts } from './faces.ts'
import type { ShownBy, Surfaces } from './surfaces.ts'

/** Null where it can be seen, as far as anybody knows: who listens over OSC does not tell. */
export function silenceOf(
  { id, to }: FeedbackDefinition,
  facts: Pick<Facts, 'arming'>,
  surfaces: Pick<Surfaces, 'silence'>,
): Fault | null {
  const arming = facts.arming()
  if (!arming.armed && arming.why === 'imported') {
    const what = 'nothing leaves of an imported show before somebody has looked at where it leads'
    return fault('show/disarmed', id, what, 'arm the show, and try again')
  }
  const by = shownBy(to)
  const silence = surfaces.silence(by)
  if (silence === null) return null
  const who = wordsOf(by)
  if (silence === 'muted') return fault('output/muted', id, `${who} is muted`, 'unmute it, and try again')
  return fault('feedback/away', id, `${who} is not there`, 'plug it in, or change where the light is')
}

function shownBy(to: FeedbackDefinition['to']): ShownBy {
  switch (to.kind) {
    case 'midi':
      return { kind: 'midiOutput', id: to.output }
    case 'osc':
      return { kind: 'peer', id: to.peer }
    case 'deck':
    case 'rumble':
      return { kind: to.kind, id: to.device ?? null }
  }
}

function wordsOf({ kind, id }: ShownBy): string {
  if (kind === 'midiOutput') return `the port of the MIDI output ${id}`
  if (kind === 'peer') return id
  if (kind === 'deck') return id ?? 'any Stream Deck'
  return id ?? 'any gamepad that can be felt'
}
