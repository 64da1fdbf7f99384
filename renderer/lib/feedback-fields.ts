// What may be changed of a light, a motor fader or a display: what it shows, on which layers, where it is, and what it is sent.
import { DECK_SYMBOLS } from '../../shared/model/deck-face.ts'
import { FEEDBACK_STATES, TRANSPORT_LIGHTS } from '../../shared/model/feedback.ts'
import type { FeedbackState, FeedbackSubject } from '../../shared/model/feedback.ts'
import type { Fields } from '../../shared/model/mutations/mutation.ts'
import type { FieldSpec } from './field-spec.ts'

const STATE_LABELS: Readonly<Partial<Record<string, string>>> = {
  ...{ off: 'Off', on: 'On', standby: 'In standby', loaded: 'Loaded', armed: 'Armed', disarmed: 'Disarmed' },
  ...{ paused: 'Paused', waiting: 'Waiting', running: 'Running', holding: 'Holding' },
}

export const TRANSPORT_WORDS: Readonly<Record<(typeof TRANSPORT_LIGHTS)[number], string>> = {
  go: 'a GO would begin something',
  running: 'something runs',
  paused: 'something is paused',
  disarmed: 'the show is disarmed',
  panic: 'a panic a moment ago',
  question: 'a question waits',
}

const SUBJECTS: Readonly<Record<FeedbackSubject, readonly FieldSpec[]>> = {
  param: [
    { path: 'shows.param', label: 'Shows', as: 'choice', from: 'param' },
    {
      ...{ path: 'shows.is', label: 'On while it is', as: 'value', empty: 'unset' },
      hint: 'Empty for whatever is not its lowest',
    },
  ],
  playlist: [{ path: 'shows.playlist', label: 'Shows', as: 'choice', from: 'playlist' }],
  layer: [{ path: 'shows.layer', label: 'Shows', as: 'choice', from: 'layer' }],
  list: [{ path: 'shows.list', label: 'Shows standby of', as: 'choice', from: 'list' }],
  cue: [
    { path: 'shows.cue.list', label: 'Shows a cue of', as: 'choice', from: 'list' },
    { path: 'shows.cue.cue', label: 'Cue', as: 'choice', from: 'cue' },
  ],
  transport: [
    {
      ...{ path: 'shows.transport', label: 'Shows that', as: 'choice' },
      choices: TRANSPORT_LIGHTS.map((light) => [light, TRANSPORT_WORDS[light]] as const),
    },
  ],
}

const MESSAGES: FieldSpec['choices'] = [
  ['note', 'Note'],
  ['control', 'Controller'],
  ['control14', 'Controller of 14 bits'],
  ['pitchBend', 'Pitch bend'],
]

const MIDI: readonly FieldSpec[] = [
  { path: 'to.output', label: 'Output', as: 'choice', from: 'midiOutput' },
  { path: 'to.message', label: 'Message', as: 'choice', choices: MESSAGES },
  { path: 'to.channel', label: 'Channel', as: 'number' },
  { path: 'to.number', label: 'Number', as: 'number', empty: 'unset' },
]
const OSC: readonly FieldSpec[] = [
  { path: 'to.peer', label: 'Who', as: 'choice', from: 'peer' },
  { path: 'to.address', label: 'Address', as: 'text' },
  {
    ...{ path: 'to.type', label: 'Sent as', as: 'choice' },
    choices: [
      ['f', 'decimal number'],
      ['d', 'decimal of 64 bits'],
      ['i', 'whole number'],
      ['T', 'true or false'],
      ['s', 'text: number and name'],
    ],
  },
]
const DECK: readonly FieldSpec[] = [
  {
    ...{ path: 'to.device', label: 'Stream Deck', as: 'choice', from: 'deck', empty: 'unset' },
    none: 'every one that has such a place',
  },
  {
    ...{ path: 'to.control', label: 'Place', as: 'text' },
    hint: 'key1, dial1 for the strip above it, or brightness of the whole deck',
  },
  { path: 'to.name', label: 'Name', as: 'text', empty: 'unset', hint: 'Empty for that of what it shows' },
  { path: 'to.colour', label: 'Colour', as: 'colour', empty: 'unset' },
  {
    ...{ path: 'to.symbol', label: 'Symbol', as: 'choice', empty: 'unset' },
    choices: [['', 'none'], ...DECK_SYMBOLS.map((symbol) => [symbol, symbol] as const)],
  },
]
const RUMBLE: readonly FieldSpec[] = [
  {
    ...{ path: 'to.device', label: 'Gamepad', as: 'choice', from: 'gamepad', empty: 'unset' },
    none: 'every one that can be felt',
  },
  { path: 'to.strong', label: 'Heavy motor', as: 'number', hint: '0 to 1' },
  { path: 'to.weak', label: 'Light motor', as: 'number', hint: '0 to 1' },
  { path: 'to.lasts', label: 'Lasts', as: 'number', unit: 'ms' },
]
const SCALED: readonly FieldSpec[] = [
  {
    ...{ path: 'to.to', label: 'Sent as', as: 'range', empty: 'unset' },
    hint: 'At both ends of a parameter, where it has no values of its states',
  },
]

function subjectIn(definition: Fields): FeedbackSubject {
  const shows = (definition['shows'] ?? {}) as Fields
  return (Object.keys(FEEDBACK_STATES) as FeedbackSubject[]).find((kind) => kind in shows) ?? 'param'
}

function stateFields(subject: FeedbackSubject): readonly FieldSpec[] {
  const states = FEEDBACK_STATES[subject] as Readonly<Partial<Record<FeedbackState, string | null>>>
  return Object.entries(states).map(([state, instead], at) => ({
    ...{ path: `to.values.${state}`, label: STATE_LABELS[state] ?? state, as: 'light', empty: 'unset' },
    ...(at === 0 && { hint: 'Empty for what is usual' }),
    ...(typeof instead === 'string' && {
      hint: `Empty for the same as ${STATE_LABELS[instead]?.toLowerCase()}`,
    }),
  }))
}

/** Of which states the beginning is felt. */
function feltStates(subject: FeedbackSubject): FieldSpec {
  const states = Object.keys(FEEDBACK_STATES[subject])
  const felt = subject === 'playlist' || subject === 'cue' ? [...states, 'failed'] : states
  return {
    ...{ path: 'to.on', label: 'Felt when it is', as: 'list', empty: 'unset' },
    hint: `One a line, of ${felt.join(', ')}; empty for what is usual`,
  }
}

export function feedbackFields(definition: Fields): readonly FieldSpec[] {
  const subject = subjectIn(definition)
  const kind = ((definition['to'] ?? {}) as Fields)['kind']
  const layers: FieldSpec = { path: 'while', label: 'Only while', as: 'layers', empty: 'unset' }
  const shown = [...SUBJECTS[subject], layers]
  if (kind === 'midi') return [...shown, ...MIDI, ...stateFields(subject), ...SCALED]
  if (kind === 'osc') return [...shown, ...OSC, ...stateFields(subject), ...SCALED]
  return kind === 'deck' ? [...shown, ...DECK] : [...shown, ...RUMBLE, feltStates(subject)]
}
