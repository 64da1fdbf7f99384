// What may be changed of a parameter with all that is bound to it: the fields of each control and each message, in the operator's words.
import type { ParamInput } from '../../shared/model/binding.ts'
import type { Fields } from '../../shared/model/mutations/mutation.ts'
import type { ParamOutput } from '../../shared/model/param-output.ts'
import type { ParamDefinition } from '../../shared/model/param.ts'
import { bindingsOf } from './binding-place.ts'
import { fieldsOf } from './edit-fields.ts'
import type { FieldSpec } from './field-spec.ts'

export const TAKEOVER_WORDS = [
  ['jump', 'Jump: the value jumps to the control'],
  ['pickup', 'Pick up: the control moves nothing until it passes the value'],
  ['scale', 'Scale: both move towards the end at which the control aims'],
] as const

export const ENCODING_WORDS = [
  ['plain', 'Plain numbers: 1 and -1 (USB, OSC)'],
  ['twos', 'Two’s complement: 1 and 127'],
  ['offset', 'Around 64: 65 and 63'],
  ['sign', 'Sign bit: 1 and 65'],
] as const

export const DOES_WORDS = [
  ['toggle', 'Toggles between two values'],
  ['hold', 'Holds a value while it is down'],
  ['set', 'Sets a value'],
  ['up', 'Goes up a step'],
  ['down', 'Goes down a step'],
] as const

export const MESSAGE_WORDS = [
  ['control', 'Controller'],
  ['control14', 'Controller of 14 bits'],
  ['note', 'Note'],
  ['pitchBend', 'Pitch bend'],
  ['program', 'Program change'],
] as const

const ARGUMENT_TYPES = [
  ['f', 'decimal'],
  ['d', 'decimal of 64 bits'],
  ['i', 'whole number'],
  ['T', 'true or false'],
  ['s', 'text'],
] as const

/** Which fields of a button count for what it does. */
const COUNTS_FOR: Readonly<Record<string, readonly string[]>> = {
  value: ['set', 'toggle', 'hold'],
  release: ['toggle', 'hold'],
  step: ['up', 'down'],
  wraps: ['up', 'down'],
}
/** Whether a field of a button counts while it does this. */
export function countsFor(field: string, does: string): boolean {
  return COUNTS_FOR[field]?.includes(does) ?? true
}

type Spec = Omit<FieldSpec, 'path'> & { readonly path: string }

const number = (path: string, label: string, more: Partial<FieldSpec> = {}): Spec => ({
  ...{ path, label, as: 'number' },
  ...more,
})
const percent = (path: string, label: string, hint: string): Spec => ({
  ...{ path, label, as: 'percent', unit: '% of the travel', hint },
})
const on = (path: string, label: string): Spec => ({ path, label, as: 'switch' })

const rarely = (...specs: readonly Spec[]): readonly Spec[] =>
  specs.map((spec) => ({ ...spec, isRare: true }))

const LAYERS: Spec = { path: 'match.while', label: 'Only while', as: 'layers', empty: 'unset' }
const FIELD: Spec = {
  ...{ path: 'field', label: 'Where the number is', as: 'text', empty: 'unset' },
  hint: 'Such as args.1 for the second argument; empty for where such a control has it',
}
const FROM: Spec = {
  ...{ path: 'from', label: 'Part that counts', as: 'range', empty: 'unset' },
  hint: 'What the control sends at both ends; empty for all of it',
}
const TO: Spec = {
  ...{ path: 'to', label: 'Moves it', as: 'range', empty: 'unset' },
  hint: 'Empty for all of its range',
}
const CURVE: Spec = { path: 'curve', label: 'Curve', as: 'curve' }
const INVERT = on('invert', 'Other way round')
const REST: Spec = number('rest', 'Rests at', {
  ...{ empty: 'unset', hint: 'What it sends where it rests; empty for 0, or the lower end' },
})
const DEVICE: Spec = { path: 'match.source', label: 'Device', as: 'choice', empty: 'unset' }
const AS_FILE: Spec = {
  ...{ path: 'match', label: 'What it listens to', as: 'json', hint: 'As in the show file' },
}

const VALUE: readonly Spec[] = [
  { path: 'takeover', label: 'When elsewhere', as: 'choice', choices: TAKEOVER_WORDS },
  ...[FROM, TO, CURVE, INVERT, LAYERS],
  ...rarely(
    number('smoothing', 'Smoothing', { unit: 'ms', hint: '0 for none' }),
    percent('deadZone', 'Dead zone', 'Around where it rests'),
    percent('hysteresis', 'Must move by', 'To count; both ends always do'),
    number('steps', 'Steps', { empty: 'unset', hint: 'Places that it moves between; empty for none' }),
    ...[REST, DEVICE, FIELD, AS_FILE],
  ),
]

const ENCODER: readonly Spec[] = [
  { path: 'encoding', label: 'Tells steps as', as: 'choice', choices: ENCODING_WORDS },
  number('step', 'A step moves it by', {
    ...{ empty: 'unset', hint: 'Empty for a hundredth of the range, or one choice' },
  }),
  number('acceleration', 'Turned fast', { unit: 'times further' }),
  on('wraps', 'Goes on at the other end'),
  ...[INVERT, LAYERS],
  ...rarely(TO, DEVICE, FIELD, AS_FILE),
]

const RATE: readonly Spec[] = [
  number('speed', 'At the end', {
    ...{ unit: 'in a second', empty: 'unset', hint: 'Empty for the whole range' },
  }),
  percent('deadZone', 'Dead zone', 'Of the way from rest to the end'),
  ...[CURVE, INVERT, LAYERS],
  ...rarely(FROM, TO, REST, DEVICE, FIELD, AS_FILE),
]

/** How a value of this parameter is typed or chosen. */
function valueSpec(definition: Fields, path: string, label: string, hint: string): Spec {
  const { type, choices } = definition as unknown as ParamDefinition & { choices?: readonly string[] }
  const spec: Spec = { path, label, as: 'value', empty: 'unset', hint }
  if (type === 'boolean')
    return {
      ...spec,
      choices: [
        ['', 'as usual'],
        ['true', 'on'],
        ['false', 'off'],
      ],
    }
  if (type === 'text' && choices !== undefined) {
    const chosen = choices.map((choice) => [JSON.stringify(choice), choice] as const)
    return { ...spec, choices: [['', 'as usual'], ...chosen] }
  }
  return type === 'text' ? { ...spec, as: 'text' } : spec
}

function button(definition: Fields): readonly Spec[] {
  return [
    { path: 'does', label: 'What it does', as: 'choice', choices: DOES_WORDS },
    valueSpec(definition, 'value', 'On', 'Empty for the end of the range'),
    valueSpec(definition, 'release', 'Off', 'Empty for the beginning of the range'),
    number('step', 'By', { empty: 'unset', hint: 'Empty for a tenth of the range, or one choice' }),
    on('wraps', 'Goes on at the other end'),
    LAYERS,
    ...rarely(
      {
        ...{ path: 'match.on', label: 'Hears', as: 'choice' },
        choices: [
          ['press', 'the press'],
          ['release', 'letting go'],
          ['any', 'each message'],
        ],
      },
      number('match.threshold', 'Pressed from', { empty: 'unset', hint: 'Empty for what is usual' }),
      number('match.bounce', 'Bounces', { unit: 'ms', empty: 'unset', hint: 'Empty for what is usual' }),
      ...[DEVICE, AS_FILE],
    ),
  ]
}

function inputSpecs(input: Fields, definition: Fields): readonly Spec[] {
  const kind = input['kind'] as ParamInput['kind']
  const specs = { value: VALUE, encoder: ENCODER, rate: RATE, button: button(definition) }[kind]
  const { source } = input['match'] as { readonly source?: string }
  const device: Spec['choices'] = [
    ['', 'any device'],
    ...(source === undefined ? [] : ([[source, source]] as const)),
  ]
  return specs.map((spec) => (spec.path === DEVICE.path ? { ...spec, choices: device } : spec))
}

const SENDING: readonly Spec[] = rarely(
  number('rate', 'At most', { unit: 'a second', hint: 'Of what comes faster, the latest' }),
  number('minChange', 'Least change', { hint: 'What changes by less waits until the value rests' }),
  on('onStart', 'Also at opening'),
)
const SCALED: readonly Spec[] = [
  {
    path: 'to',
    label: 'Sent as',
    as: 'range',
    empty: 'unset',
    hint: 'At both ends; empty for the value as it is',
  },
  {
    ...{ path: 'from', label: 'Part that counts', as: 'range', empty: 'unset' },
    hint: "Of the parameter's range; empty for all of it",
    isRare: true,
  },
  { ...CURVE, isRare: true },
]

function under(path: string, specs: readonly Spec[]): readonly FieldSpec[] {
  return specs.map((spec) => ({ ...spec, path: `${path}.${spec.path}` }))
}

function outputSpecs(output: Fields): readonly FieldSpec[] {
  if ((output['kind'] as ParamOutput['kind']) === 'midi') {
    return [
      { path: 'output', label: 'Output', as: 'choice', from: 'midiOutput' },
      { path: 'message', label: 'Message', as: 'choice', choices: MESSAGE_WORDS },
      number('channel', 'Channel'),
      number('number', 'Number', { empty: 'unset', hint: 'Of the controller or the note' }),
      ...SCALED,
      ...SENDING,
    ]
  }
  const args = (output['args'] as readonly Fields[] | undefined) ?? []
  return [
    { path: 'target', label: 'Target', as: 'choice', from: 'target' },
    { path: 'address', label: 'Address', as: 'text' },
    ...args.flatMap((_, at) =>
      under(`args.${at}`, [
        {
          path: 'param',
          label: args.length === 1 ? 'Value of' : `${at + 1}. value of`,
          as: 'choice',
          from: 'param',
          empty: 'unset',
        },
        { path: 'type', label: 'Type', as: 'choice', choices: ARGUMENT_TYPES },
        ...SCALED,
      ]),
    ),
    ...SENDING,
  ]
}

/** All fields of a parameter with its bindings: `min`, `inputs.0.from`, `outputs.1.args.0.to`. */
export function fieldsOfSheet(definition: Fields): readonly FieldSpec[] {
  return [
    ...fieldsOf('param', definition),
    ...bindingsOf(definition, 'inputs').flatMap((input, at) =>
      under(`inputs.${at}`, inputSpecs(input, definition)),
    ),
    ...bindingsOf(definition, 'outputs').flatMap((output, at) => under(`outputs.${at}`, outputSpecs(output))),
  ]
}
