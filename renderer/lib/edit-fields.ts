// What may be changed of a thing in the small form that is opened for it: its fields, in the operator's words.
import type { GestureDefinition } from '../../shared/model/gesture.ts'
import type { ParamDefinition } from '../../shared/model/param.ts'
import type { Fields, ThingRef } from '../../shared/model/mutations/mutation.ts'
import { feedbackFields } from './feedback-fields.ts'
import type { FieldSpec } from './field-spec.ts'

/** Things for which there is a form. */
export const FORM_KINDS = [
  'playlist',
  'gesture',
  'rule',
  'param',
  'target',
  'midiOutput',
  'cue',
  'feedback',
] as const
export type FormKind = (typeof FORM_KINDS)[number]

export interface FormRef extends ThingRef {
  readonly kind: FormKind
}

const NAME: FieldSpec = { path: 'name', label: 'Name', as: 'text' }
const ID: FieldSpec = {
  path: 'id',
  label: 'Id',
  as: 'id',
  hint: 'What OSC and rules call it. This show follows where it names it, other programs do not',
}

const PLAYLIST: readonly FieldSpec[] = [
  NAME,
  { path: 'colour', label: 'Colour', as: 'colour', empty: 'unset' },
  { path: 'metadata.note', label: 'Notes', as: 'long', empty: 'unset' },
  {
    ...{ path: 'retrigger', label: 'When started again', as: 'choice' },
    choices: [
      ['restart', 'begins again'],
      ['ignore', 'goes on as it is'],
      ['overlap', 'plays once more beside it'],
      ['toggle', 'stops'],
    ],
  },
  { path: 'tempo', label: 'Tempo', as: 'number', hint: '1 as written, 2 twice as fast' },
  ID,
]

const event = (path: string, label: string): FieldSpec => ({
  ...{ path, label, as: 'text', empty: 'null' },
  hint: "One of the show's own events, such as lights.go; empty for none",
})
const OUTPUT = event('output', 'Event')
const number = (path: string, label: string, unit?: string): FieldSpec => ({
  ...{ path, label, as: 'number' },
  ...(unit === undefined ? {} : { unit }),
})
const json = (path: string, label: string, empty?: FieldSpec['empty']): FieldSpec => ({
  ...{ path, label, as: 'json', hint: 'As in the show file' },
  ...(empty === undefined ? {} : { empty }),
})
const SOURCES = json('sources', 'Presses')
const RELEASES: FieldSpec = {
  ...json('releases', 'Let go by', 'unset'),
  hint: 'As in the show file; empty for the same controls being let go',
}

const GESTURES: Readonly<Partial<Record<string, readonly FieldSpec[]>>> = {
  doubleTap: [OUTPUT, number('window', 'From tap to tap', 'ms'), SOURCES],
  multiTap: [OUTPUT, number('taps', 'Taps'), number('window', 'From tap to tap', 'ms'), SOURCES],
  simultaneous: [OUTPUT, number('producers', 'How many'), number('window', 'Within', 'ms'), SOURCES],
  sequence: [
    OUTPUT,
    {
      ...number('timeout', 'Longest pause', 'ms'),
      empty: 'null',
      hint: 'Between two of its presses; empty waits for ever',
    },
    { path: 'together', label: 'From several sources', as: 'switch' },
    json('steps', 'Presses in order'),
  ],
  hold: [OUTPUT, number('after', 'Held for', 'ms'), SOURCES, RELEASES],
  release: [OUTPUT, number('after', 'Held for at least', 'ms'), SOURCES, RELEASES],
  exclusive: [
    event('tap', 'On a tap'),
    event('doubleTap', 'On a double tap'),
    event('hold', 'On a hold'),
    number('window', 'From tap to tap', 'ms'),
    number('after', 'Held for', 'ms'),
    SOURCES,
    RELEASES,
  ],
} satisfies Readonly<Record<GestureDefinition['kind'], readonly FieldSpec[]>>

const RULE: readonly FieldSpec[] = [
  { ...NAME, empty: 'unset' },
  { path: 'enabled', label: 'On when the show opens', as: 'switch' },
  json('when', 'When'),
  {
    ...{ path: 'condition', label: 'If', as: 'text', empty: 'unset' },
    hint: 'Such as vars.open && event.payload.level > 3; empty for always',
  },
  json('actions', 'Then'),
  { ...number('limit.count', 'Fires at most'), unit: 'times' },
  { ...number('limit.per', 'Within'), unit: 'ms' },
  ID,
]

const PARAM_NAME: FieldSpec = { ...ID, label: 'Name' }

const PARAMS: Readonly<Partial<Record<string, readonly FieldSpec[]>>> = {
  number: [
    number('min', 'From'),
    number('max', 'To'),
    { ...number('default', 'At opening'), empty: 'unset', hint: 'Empty for the lower end' },
    { path: 'unit', label: 'Unit', as: 'text', empty: 'unset' },
    PARAM_NAME,
  ],
  boolean: [{ path: 'default', label: 'On at opening', as: 'switch' }, PARAM_NAME],
  text: [
    {
      ...{ path: 'choices', label: 'Choices', as: 'list', empty: 'unset' },
      hint: 'One a line; none for any',
    },
    {
      ...{ path: 'default', label: 'At opening', as: 'text', empty: 'unset' },
      hint: 'Empty for the first choice, where there are any',
    },
    PARAM_NAME,
  ],
} satisfies Readonly<Record<ParamDefinition['type'], readonly FieldSpec[]>>

const TRANSPORT: FieldSpec = {
  ...{ path: 'transport', label: 'Over', as: 'choice' },
  choices: [
    ['udp', 'UDP'],
    ['tcp', 'TCP'],
  ],
}
const MAX_AGE: FieldSpec = {
  ...number('maxAge', 'Waits at most', 'ms'),
  hint: 'What cannot be sent for so long is given up',
}
/** One that leads to this engine itself has no address of its own. */
const OWN_TARGET: readonly FieldSpec[] = [TRANSPORT, MAX_AGE, ID]
const TARGET: readonly FieldSpec[] = [
  { path: 'host', label: 'Address', as: 'text', hint: 'Name or number of the computer, without a port' },
  number('port', 'Port'),
  ...OWN_TARGET,
]
const MIDI_OUTPUT: readonly FieldSpec[] = [
  { path: 'port', label: 'Port', as: 'text', hint: 'As the system calls it' },
  { ...number('occurrence', 'Which of that name'), hint: '1 for the first' },
  MAX_AGE,
  ID,
]

const time = (path: string, label: string, hint: string): FieldSpec => ({ path, label, as: 'time', hint })

const CUE: readonly FieldSpec[] = [
  {
    ...{ path: 'number', label: 'Number', as: 'text', empty: 'unset' },
    hint: 'Such as 1.5, once in the list; empty for none',
  },
  { ...NAME, empty: 'text' },
  { path: 'note', label: 'Note', as: 'long', empty: 'text' },
  { path: 'actions', label: 'Does', as: 'actions' },
  time('preWait', 'Pre-wait', 'From GO until it acts, such as 5 s or 1:30'),
  {
    ...{ path: 'continue', label: 'Next cue', as: 'choice' },
    choices: [
      ['none', 'waits for a GO'],
      ['auto-continue', 'starts after the post-wait'],
      ['auto-follow', 'starts when what this one started is over'],
    ],
  },
  time('postWait', 'Post-wait', 'From when it acts until the next cue starts by itself'),
  { path: 'armed', label: 'Armed', as: 'switch' },
  { path: 'colour', label: 'Colour', as: 'colour', empty: 'unset' },
  {
    ...{ path: 'group', label: 'Group', as: 'choice', empty: 'unset' },
    choices: [
      ['', 'no group'],
      ['together', 'a GO starts all of its cues'],
      ['one-by-one', 'a GO for each of its cues'],
    ],
  },
  { ...ID, hint: 'What the show itself calls it; its number may change freely' },
]

/** The fields of this very thing: what it has depends on what it is. */
export function fieldsOf(kind: FormKind, definition: Fields): readonly FieldSpec[] {
  switch (kind) {
    case 'playlist':
      return PLAYLIST
    case 'rule':
      return RULE
    case 'gesture':
      return [NAME, ...(GESTURES[definition['kind'] as string] ?? [OUTPUT]), ID]
    case 'target':
      return definition['self'] === true ? OWN_TARGET : TARGET
    case 'midiOutput':
      return MIDI_OUTPUT
    case 'cue':
      return CUE
    case 'feedback':
      return [...feedbackFields(definition), ID]
    case 'param':
      return PARAMS[definition['type'] as string] ?? [ID]
  }
}
