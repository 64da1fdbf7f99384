// A message of parameters that fade, for the threads that send it: its bytes, and which of them move.
import type { OscMessage, OscValue } from '../../shared/model/osc.ts'
import { argumentFor, rangeOf, tagOf } from '../../shared/model/param-message.ts'
import type { OscArgument, ParamOutput } from '../../shared/model/param-output.ts'
import type { ParamDefinition, ParamValue } from '../../shared/model/param.ts'
import type { RampPatch, RampSend } from '../../shared/model/ramp-lane.ts'
import { RAMP_LIMITS } from '../../shared/model/ramp.ts'
import { oscValueRoute } from '../../shared/model/value-route.ts'
import { encodePacket } from '../protocols/osc/encode.ts'
import type { Fade } from './fades.ts'

export type OscParamOutput = Extract<ParamOutput, { readonly kind: 'osc' }>

/** Where the parameters of a message are, and where they go. */
export interface Course {
  definitions(): Readonly<Record<string, ParamDefinition>>
  values(): Readonly<Record<string, ParamValue>>
  fadeOf(name: string): Fade | null
}

/** Of each argument the fade that moves it, or else what it is. */
export type Plan = readonly (Fade | OscValue)[]

/** The fade of an argument that moves by itself, which only numbers do, and only while nothing holds them. */
function fadeIn({ type }: OscArgument, definition: ParamDefinition | undefined, fade: Fade | null) {
  return definition?.type === 'number' && type !== 's' && fade?.heldAt === null ? fade : null
}

function valueIn(argument: OscArgument, name: string, { definitions, values }: Course): OscValue {
  const definition = definitions()[name]
  return definition === undefined ? 0 : argumentFor(argument, definition, values()[name] as ParamValue)
}

export function planOf({ args }: OscParamOutput, own: string, course: Course): Plan {
  return args.map((argument) => {
    const name = argument.param ?? own
    const fade = fadeIn(argument, course.definitions()[name], course.fadeOf(name))
    return fade ?? valueIn(argument, name, course)
  })
}

function isFade(planned: Fade | OscValue | undefined): planned is Fade {
  return typeof planned === 'object' && planned !== null && 'startAt' in planned
}

/** Whether all is as it was planned: fades go on, or have come to their ends, and the others are where they were. */
export function isOnCourse(
  output: OscParamOutput,
  own: string,
  plan: Plan,
  course: Course,
  now: number,
): boolean {
  return planOf(output, own, course).every((is, place) => {
    const planned = plan[place]
    if (is === planned) return true
    return (
      isFade(planned) &&
      !isFade(is) &&
      now >= planned.startAt + planned.over &&
      is === endOf(output, own, planned, place, course)
    )
  })
}

/** What is sent last. */
export function endsOf(output: OscParamOutput, own: string, plan: Plan, course: Course): readonly OscValue[] {
  return plan.map((planned, place) =>
    isFade(planned) ? endOf(output, own, planned, place, course) : planned,
  )
}

function endOf(
  { args }: OscParamOutput,
  own: string,
  { to }: Fade,
  place: number,
  { definitions }: Course,
): OscValue {
  const argument = args[place] as OscArgument
  const definition = definitions()[argument.param ?? own]
  return definition === undefined ? 0 : argumentFor(argument, definition, to)
}

/** Null where nothing of it moves, or it cannot be written. */
export function rampSendOf(output: OscParamOutput, own: string, plan: Plan, course: Course): RampSend | null {
  const fades = plan.filter(isFade)
  if (fades.length === 0) return null
  const cause = Math.max(...fades.map((fade) => fade.cause ?? 0))
  const values = output.args.map((argument) => valueIn(argument, argument.param ?? own, course))
  const types = output.args.map((argument, place) => tagOf(argument, values[place] as OscValue))
  const message = { address: output.address, types: types.join(''), args: values }
  const packet = encodePacket(message)
  if (!packet.ok) return null
  const places = placesOf(message)
  const patches = plan.flatMap((planned, place) => {
    if (!isFade(planned)) return []
    const argument = output.args[place] as OscArgument
    const definition = course.definitions()[argument.param ?? own]
    return definition === undefined ? [] : [patchOf(argument, definition, planned, places[place] as number)]
  })
  const { target, address } = output
  // Of several values none says which one is meant.
  const route = oscValueRoute(target, address, values.slice(-1), undefined)
  const rate = Math.min(output.rate, RAMP_LIMITS.usualRate)
  return { target, packet: packet.value, patches, rate, route, cause }
}

function patchOf(
  { type, from, to, curve: along }: OscArgument,
  definition: ParamDefinition,
  fade: Fade,
  at: number,
): RampPatch {
  const range = from ?? rangeOf(definition)
  const isAsItIs = to === undefined && from === undefined && along === 'linear'
  return {
    ...{ at, tag: type as RampPatch['tag'] },
    fade: {
      ...{ from: fade.from as number, to: fade.to as number, over: fade.over },
      ...{ curve: fade.curve, startAt: fade.startAt },
    },
    scale: isAsItIs ? null : { from: range, to: to ?? range, curve: along },
  }
}

const SIZES: Readonly<Record<string, number>> = { f: 4, i: 4, d: 8 }

/** A text and what ends and fills it. */
const padded = (bytes: number): number => bytes - (bytes % 4) + 4

/** Where the bytes of each argument are; of a switch its type tag. */
function placesOf({ address, types = '', args }: OscMessage): readonly number[] {
  const tags = padded(Buffer.byteLength(address))
  let at = tags + padded(types.length + 1)
  return args.map((value, place) => {
    const tag = types[place] ?? ''
    const here = tag === 'T' || tag === 'F' ? tags + 1 + place : at
    at += typeof value === 'string' ? padded(Buffer.byteLength(value)) : (SIZES[tag] ?? 0)
    return here
  })
}
