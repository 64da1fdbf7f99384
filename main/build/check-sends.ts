// Checks the payloads by which steps send OSC and MIDI.
import { z } from 'zod'
import { sendPayloads } from '../../shared/model/payload/send.ts'
import { explainIssue, fieldProblems, shown } from '../../shared/model/explain.ts'
import type { PayloadOf } from '../../shared/model/event.ts'
import { midiRamp, oscRamp } from '../../shared/model/ramp-step.ts'
import type { RampType } from '../../shared/model/ramp-words.ts'
import type { Json } from '../../shared/model/json.ts'
import { messageFault } from '../protocols/osc/encode.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'

type Path = readonly PropertyKey[]

/** Names of the places to send to. */
export interface SendNames {
  readonly targets: ReadonlySet<string>
  readonly midiOutputs: ReadonlySet<string>
}

export const SEND_TYPES = ['osc.send', 'midi.send'] as const
type SendType = (typeof SEND_TYPES)[number]

export function isSend(type: string): type is SendType {
  return (SEND_TYPES as readonly string[]).includes(type)
}

/** Adds what is wrong with the payload of a step that sends; `path` leads to it. */
export function checkSend(
  type: SendType,
  payload: Json,
  names: SendNames,
  path: Path,
  problems: Problems,
): void {
  if (type === 'osc.send') checkOscSend(payload, names, path, problems)
  else checkMidiSend(payload, names, path, problems)
}

const oscPayload = z.strictObject(sendPayloads['osc.send'].shape)
const midiPayload = z.strictObject(sendPayloads['midi.send'].shape)

/** The payload as its schema reads it, or null with its problems added. */
export function parsePayload<S extends z.ZodType>(
  schema: S,
  payload: Json,
  path: Path,
  problems: Problems,
): z.output<S> | null {
  const result = schema.safeParse(payload, { error: explainIssue })
  if (result.success) return result.data
  for (const { path: field, what, next } of fieldProblems(schema, result.error)) {
    problems.add('show/invalid', [...path, ...field], what, () => next)
  }
  return null
}

/** Adds what is wrong with the payload of a step that moves a value; `path` leads to it. */
export function checkRamp(
  type: RampType,
  payload: Json,
  names: SendNames,
  path: Path,
  problems: Problems,
): void {
  if (type === 'midi.ramp') {
    const ramp = parsePayload(midiRamp, payload, path, problems)
    if (ramp !== null) checkOutput(ramp.output, names, path, problems)
    return
  }
  const ramp = parsePayload(oscRamp, payload, path, problems)
  if (ramp === null) return
  const { target, address, args = [] } = ramp
  checkMessage({ target, address, args }, names, path, problems)
}

/** Which field of a message the codec found at fault; any other fault lies in the arguments. */
const FIELD_AT_FAULT: Readonly<Record<string, string>> = {
  'osc/bad-address': 'address',
  'osc/bad-type-tags': 'types',
}

function checkOscSend(payload: Json, names: SendNames, path: Path, problems: Problems): void {
  const message = parsePayload(oscPayload, payload, path, problems)
  if (message !== null) checkMessage(message, names, path, problems)
}

function checkMessage(
  message: PayloadOf<'osc.send'>,
  names: SendNames,
  path: Path,
  problems: Problems,
): void {
  const { target } = message
  if (!names.targets.has(target)) {
    problems.add('show/unknown-target', [...path, 'target'], `no target is named ${shown(target)}`, () =>
      meant(target, names.targets, 'declare it in osc.targets'),
    )
  }
  const wrong = messageFault(message)
  if (wrong === null) return
  const { code, what, next } = wrong
  problems.add('show/invalid', [...path, FIELD_AT_FAULT[code] ?? 'args'], what, () => next)
}

function checkMidiSend(payload: Json, names: SendNames, path: Path, problems: Problems): void {
  const send = parsePayload(midiPayload, payload, path, problems)
  if (send !== null) checkOutput(send.output, names, path, problems)
}

function checkOutput(output: string, { midiOutputs }: SendNames, path: Path, problems: Problems): void {
  if (midiOutputs.has(output)) return
  problems.add('show/unknown-output', [...path, 'output'], `no MIDI output is named ${shown(output)}`, () =>
    meant(output, midiOutputs, 'declare it in midi.outputs'),
  )
}
