// The face of a key or a strip for how its subject stands.
import { MOST_FACE_TEXT } from '../../shared/model/deck-face.ts'
import type { DeckFace, DeckState, DeckSymbol } from '../../shared/model/deck-face.ts'
import type { DeckFeedback, FeedbackShows, FeedbackState } from '../../shared/model/feedback.ts'
import { numberOf, rangeOf } from '../../shared/model/param-message.ts'
import type { ParamDefinition, ParamValue } from '../../shared/model/param.ts'
import type { Face } from './faces.ts'

/** What is shown besides how it stands. */
export interface Subject {
  /** Of a cue. */
  readonly number: string | null
  readonly name: string
  /** It failed, and has not been begun since. */
  readonly hasFailed: boolean
}

const STATES: Readonly<Record<FeedbackState, DeckState>> = {
  ...{ off: 'idle', on: 'on', standby: 'standby', loaded: 'standby', armed: 'idle', disarmed: 'disarmed' },
  ...{ paused: 'paused', waiting: 'running', running: 'running', holding: 'paused' },
}

type Light = Extract<FeedbackShows, { readonly transport: string }>['transport']

/** What a light of the transport is called, and the key that it stands for. */
const LIGHTS: Readonly<Record<Light, { readonly name: string; readonly symbol: DeckSymbol | null }>> = {
  go: { name: 'GO', symbol: 'go' },
  running: { name: 'STOP', symbol: 'stop' },
  paused: { name: 'PAUSE', symbol: 'pause' },
  panic: { name: 'PANIC', symbol: 'panic' },
  disarmed: { name: 'DISARMED', symbol: null },
  question: { name: 'QUESTION', symbol: null },
}

/** Lights that ask for somebody's attention while they are on. */
const CALLING: ReadonlySet<Light> = new Set(['disarmed', 'question'])

const BARE: DeckFace = {
  ...{ number: null, name: '', colour: null, state: 'idle', level: null, value: null, symbol: null },
}

export function deckFaceOf(to: DeckFeedback, shows: FeedbackShows, face: Face, subject: Subject): DeckFace {
  const own = {
    ...(to.name !== undefined && { name: to.name }),
    ...(to.symbol !== undefined && { symbol: to.symbol }),
  }
  const colour = to.colour ?? face.colour
  if ('transport' in shows) {
    const { state, ...named } = transportFace(shows.transport, face.state === 'on', to.symbol)
    return { ...BARE, ...named, colour, state, ...own }
  }
  const state = subject.hasFailed && face.state !== 'running' ? 'failed' : STATES[face.state]
  const { definition, value } = face
  if (definition === null || value === null) {
    return { ...BARE, number: subject.number, name: subject.name, colour, state, ...own }
  }
  const isSwitch = 'is' in shows && shows.is !== undefined ? true : definition.type === 'boolean'
  return {
    ...{ ...BARE, name: subject.name, colour, state: isSwitch ? state : 'idle' },
    ...{ level: levelOf(definition, value), value: valueText(definition, value), ...own },
  }
}

/** A key that somebody looks for, lit and dark in turn; of how bright the deck is, all of it and hardly any. */
export function flashOf(
  { to, shows }: { to: DeckFeedback; shows: FeedbackShows },
  isLit: boolean,
): DeckFace | null {
  if (to.control === 'brightness') return { ...BARE, level: isLit ? 1 : 0.1 }
  if (!isLit) return null
  const name = to.name ?? ('transport' in shows ? LIGHTS[shows.transport].name : 'HERE')
  return { ...BARE, name, colour: '#ffffff', state: 'standby' }
}

/** GO and PAUSE are dim where they would do nothing; STOP too; PANIC never, and it says that it was pressed. */
function transportFace(
  light: Light,
  isOn: boolean,
  symbol: DeckSymbol | undefined,
): Pick<DeckFace, 'name' | 'symbol' | 'state'> {
  const known = LIGHTS[light]
  if (light === 'panic') return { ...known, state: isOn ? 'failed' : 'idle' }
  if (CALLING.has(light) && symbol === undefined) return { ...known, state: isOn ? 'paused' : 'idle' }
  return { ...known, state: isOn ? 'idle' : 'disarmed' }
}

/** 0 to 1; null of what has no range to stand in. */
function levelOf(definition: ParamDefinition, value: ParamValue): number | null {
  if (definition.type !== 'number') return null
  const [lowest, highest] = rangeOf(definition)
  // Halved, as the ends may be further apart than any number.
  return (numberOf(definition, value) / 2 - lowest / 2) / (highest / 2 - lowest / 2)
}

function valueText(definition: ParamDefinition, value: ParamValue): string {
  if (typeof value === 'boolean') return value ? 'ON' : 'OFF'
  if (typeof value === 'string') return value.slice(0, MOST_FACE_TEXT)
  if (definition.type !== 'number') return String(value)
  const { min, max, unit } = definition
  // Three figures of the range are all that can be read, and always as many, so that nothing jumps.
  const decimals = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(max - min))))
  return `${value.toFixed(decimals)}${unit === '' ? '' : ` ${unit}`}`
}
