// Checks bindings and layers that are well formed by themselves against their parameter and the rest of the show.
import { BINDING_LIMITS } from '../../shared/model/binding.ts'
import type { ParamInput } from '../../shared/model/binding.ts'
import { shown } from '../../shared/model/explain.ts'
import { releaseOf } from '../../shared/model/match.ts'
import { rangeOf } from '../../shared/model/param-message.ts'
import type { ParamOutput } from '../../shared/model/param-output.ts'
import { valueFor } from '../../shared/model/param.ts'
import type { ParamDefinition } from '../../shared/model/param.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { checkMatch } from './check-playlist.ts'
import type { ShowNames } from './check-playlist.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'

type Path = readonly PropertyKey[]

/** Of a show that came of `since`, which holds, only what is not the very same is looked at. */
export function checkParams(
  show: ShowFile,
  names: ShowNames,
  problems: Problems,
  since: ShowFile | null,
): void {
  const { params } = names
  if (show.params !== since?.params) {
    checkTogether(show, problems)
    for (const [name, definition] of Object.entries(show.params)) {
      if (since?.params[name] === definition) continue
      for (const [index, input] of (definition.inputs ?? []).entries()) {
        checkInput(input, definition, names, ['params', name, 'inputs', index], problems)
      }
      for (const [index, output] of (definition.outputs ?? []).entries()) {
        checkOutput(output, names, ['params', name, 'outputs', index], problems)
      }
    }
  }
  for (const [name, layer] of Object.entries(show.layers ?? {})) {
    const path = ['layers', name]
    if ('held' in layer) {
      checkMatch(layer.held, names, [...path, 'held'], problems)
      if (releaseOf(layer.held) === null) notReleased([...path, 'held'], problems)
    } else if ('latched' in layer) checkMatch(layer.latched, names, [...path, 'latched'], problems)
    else if (!params.has(layer.param)) unknownParam(layer.param, params, [...path, 'param'], problems)
  }
}

function checkTogether({ params }: ShowFile, problems: Problems): void {
  const all = Object.values(params)
  for (const way of ['inputs', 'outputs'] as const) {
    const count = all.reduce((sum, each) => sum + (each[way]?.length ?? 0), 0)
    if (count <= BINDING_LIMITS.together) continue
    const what = `the parameters have ${count} ${way} together; ${BINDING_LIMITS.together} is the most`
    problems.add('show/too-many-bindings', ['params'], what, () => 'bind fewer, or split the show')
  }
}

function checkInput(
  input: ParamInput,
  definition: ParamDefinition,
  names: ShowNames,
  path: Path,
  problems: Problems,
): void {
  checkMatch(input.match, names, [...path, 'match'], problems)
  const refuse = (field: string, what: string, next: string): void =>
    problems.add('show/invalid', [...path, field], what, () => next)
  const isFree = definition.type === 'text' && definition.choices === undefined
  const isSet = input.kind === 'button' && (input.does === 'set' || input.does === 'hold')
  if (isFree && !isSet)
    refuse('kind', 'free text can only be set by a button', 'give it choices, or set a value')
  if (input.kind === 'rate' && definition.type !== 'number')
    refuse('kind', 'only a number can be moved at a rate', 'use a button')
  if (input.kind === 'button') {
    if (input.does === 'hold' && releaseOf(input.match) === null) notReleased([...path, 'match'], problems)
    for (const field of ['value', 'release'] as const) {
      const given = input[field]
      const taken = given === undefined ? null : valueFor(definition, given)
      if (taken?.ok === false) refuse(field, taken.error, 'give a value of the parameter')
    }
    if (isFree && input.value === undefined) refuse('value', 'free text has no usual one', 'give it')
    return
  }
  const [min, max] = rangeOf(definition)
  if (input.to?.some((end) => end < min || end > max) === true)
    refuse('to', `must be from ${min} to ${max}, as the parameter is`, 'stay within its range')
}

function checkOutput(output: ParamOutput, names: ShowNames, path: Path, problems: Problems): void {
  if (output.kind === 'midi') {
    if (names.midiOutputs.has(output.output)) return
    const what = `no MIDI output is named ${shown(output.output)}`
    problems.add('show/unknown-output', [...path, 'output'], what, () =>
      meant(output.output, names.midiOutputs, 'declare it in midi.outputs'),
    )
    return
  }
  if (!names.targets.has(output.target)) {
    const what = `no target is named ${shown(output.target)}`
    problems.add('show/unknown-target', [...path, 'target'], what, () =>
      meant(output.target, names.targets, 'declare it in osc.targets'),
    )
  }
  for (const [index, { param }] of output.args.entries()) {
    if (param === undefined || names.params.has(param)) continue
    unknownParam(param, names.params, [...path, 'args', index, 'param'], problems)
  }
}

function unknownParam(param: string, params: ReadonlySet<string>, path: Path, problems: Problems): void {
  const what = `no parameter has the id ${shown(param)}`
  problems.add('show/unknown-parameter', path, what, () =>
    meant(param, params, 'use the id of a parameter of the show'),
  )
}

function notReleased(path: Path, problems: Problems): void {
  const what = 'nothing tells when this is let go'
  problems.add('show/no-release', path, what, () => 'name a control that is let go, or latch')
}
