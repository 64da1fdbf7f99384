// A light made by hand, as the show file holds it: of what is chosen and typed, or what is missing yet.
import { DECK_CONTROL } from '../../shared/model/deck-face.ts'
import type { Fields } from '../../shared/model/mutations/mutation.ts'
import { freeName } from './binding-proposals.ts'
import { idOf } from './input-words.ts'

export const SUBJECT_KINDS = [
  ['param', 'a parameter'],
  ['playlist', 'a playlist'],
  ['cue', 'a cue'],
  ['list', 'the standby of a list'],
  ['layer', 'a layer'],
  ['transport', 'the transport'],
] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number][0]

export const PLACE_KINDS = [
  ['midi', 'a MIDI output'],
  ['osc', 'an OSC sender'],
  ['deck', 'a Stream Deck'],
  ['rumble', 'a gamepad, to be felt'],
] as const
export type PlaceKind = (typeof PLACE_KINDS)[number][0]

/** As typed; `device` is the output, sender, deck or gamepad, and empty for every one. */
export interface LightPlace {
  readonly device: string
  readonly message: string
  readonly channel: string
  readonly number: string
  readonly address: string
  readonly control: string
}

type Made =
  | { readonly ok: true; readonly value: { readonly id: string; readonly value: Fields } }
  | { readonly ok: false; readonly error: string; readonly shows: Fields }

export function newLight(
  { subject, name, cue }: { readonly subject: SubjectKind; readonly name: string; readonly cue: string },
  kind: PlaceKind,
  place: LightPlace,
  taken: readonly string[],
): Made {
  const shows: Fields = subject === 'cue' ? { cue: { list: name, cue } } : { [subject]: name }
  const missing = name === '' || (subject === 'cue' && cue === '') ? 'The show has none of these yet' : null
  const error = missing ?? faultOf(subject, kind, place)
  if (error !== null) return { ok: false, error, shows }
  const words = subject === 'cue' ? `cue ${cue}` : name
  const id = freeName(idOf(`${words} light`), (each) => taken.includes(each))
  return { ok: true, value: { id, value: { id, shows, to: placeOf(kind, place) } } }
}

function isWhole(text: string, from: number, to: number): boolean {
  const number = Number(text)
  return text.trim() !== '' && Number.isInteger(number) && number >= from && number <= to
}

function faultOf(
  subject: SubjectKind,
  kind: PlaceKind,
  { device, message, channel, number, address, control }: LightPlace,
): string | null {
  switch (kind) {
    case 'midi':
      if (device === '') return 'The show has no MIDI output yet: learn the control, and its port is added'
      if (!isWhole(channel, 1, 16)) return 'The channel is 1 to 16'
      if (message !== 'pitchBend' && !isWhole(number, 0, message === 'control14' ? 31 : 127))
        return `The number is 0 to ${message === 'control14' ? 31 : 127}`
      return null
    case 'osc':
      if (device === '') return 'The show names no OSC sender yet: add one to osc.peers in the show file'
      return /^\/\S/.test(address.trim()) ? null : 'The address begins with /'
    case 'deck':
      if (!DECK_CONTROL.test(control.trim())) return 'The place is key1, dial1 or brightness'
      return control.trim() === 'brightness' && subject !== 'param'
        ? 'How bright a deck is follows a parameter'
        : null
    case 'rumble':
      return null
  }
}

function placeOf(kind: PlaceKind, place: LightPlace): Fields {
  const device = place.device === '' ? {} : { device: place.device }
  switch (kind) {
    case 'midi': {
      const { message, channel, number } = place
      const numbered = message === 'pitchBend' ? {} : { number: Number(number) }
      return { kind, output: place.device, message, channel: Number(channel), ...numbered }
    }
    case 'osc':
      return { kind, peer: place.device, address: place.address.trim() }
    case 'deck':
      return { kind, ...device, control: place.control.trim() }
    case 'rumble':
      return { kind, ...device }
  }
}
