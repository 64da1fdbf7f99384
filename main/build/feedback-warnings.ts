// What feedback of a sound show can hardly be meant to be: two at one place, one that nothing ever shows, or what a parameter sends already.
import { ANY_DECK, DECK_PLACES, deckModel } from '../../shared/model/deck-places.ts'
import { shown } from '../../shared/model/explain.ts'
import type { DeckFeedback, FeedbackDefinition, FeedbackTo } from '../../shared/model/feedback.ts'
import { layersOf } from '../../shared/model/match.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import type { Problems } from './problems.ts'

export function warnFeedback(show: ShowFile, warnings: Problems): void {
  if (show.feedback.length === 0) return
  const sent = sentByParams(show)
  const always = new Map<string, string>()
  for (const [index, feedback] of show.feedback.entries()) {
    const { id, to } = feedback
    const place = placeOf(feedback)
    const path = ['feedback', index]
    const before = always.get(place)
    if (before !== undefined) {
      const what = `${shown(before)} shows at the same place whatever layers are on, and goes before it`
      warnings.add('show/never-shown', path, what, () => 'give the other layers, or put this before it')
    } else if (feedback.while === undefined) always.set(place, id)
    const layers = layersOf(feedback)
    const both = layers.find(([name, on]) => on && layers.some(([other, off]) => other === name && !off))
    if (both !== undefined) {
      const what = `the layer ${shown(both[0])} is never on and off at once`
      warnings.add('show/never-shown', [...path, 'while'], what, () => 'leave one of both out')
    }
    const param = sent.get(place)
    if (param !== undefined) {
      const what = `an output of the parameter ${shown(param)} sends the same message, so that each overwrites the other`
      warnings.add('show/doubled-feedback', [...path, 'to'], what, () => 'leave one of both out')
    }
    if (to.kind === 'osc') warnOwnInput(show, to.peer, path, warnings)
    const nowhere = to.kind === 'deck' ? ofDeck(to) : to.kind === 'rumble' ? ofPad(to) : null
    if (nowhere !== null) {
      const { field, what, next } = nowhere
      warnings.add('show/never-shown', [...path, 'to', field], what, () => next)
    }
  }
}

/** Messages of parameters at the places of feedback. */
function sentByParams({ params, osc }: ShowFile): ReadonlyMap<string, string> {
  const sent = new Map<string, string>()
  for (const [name, { outputs = [] }] of Object.entries(params)) {
    for (const output of outputs) {
      if (output.kind === 'midi') {
        sent.set(midiPlace(output.output, output.message, output.channel, output.number), name)
        continue
      }
      const target = osc.targets[output.target]
      if (target === undefined || 'self' in target) continue
      for (const peer of osc.peers) {
        const isSame = peer.address === target.host && (peer.replyPort ?? osc.replyPort) === target.port
        if (isSame) sent.set(oscPlace(peer.name, output.address), name)
      }
    }
  }
  return sent
}

function placeOf({ id, to }: FeedbackDefinition): string {
  switch (to.kind) {
    case 'osc':
      return oscPlace(to.peer, to.address)
    case 'midi':
      return midiPlace(to.output, to.message, to.channel, to.number)
    case 'deck':
      return `deck ${to.device ?? ''} ${to.control}`
    case 'rumble':
      // It is felt when something happens, and nothing of it stays.
      return `rumble ${id}`
  }
}

const oscPlace = (peer: string, address: string): string => JSON.stringify([peer, address])

function midiPlace(output: string, message: string, channel: number, number: number | undefined): string {
  return JSON.stringify([output, message, channel, number ?? null])
}

/** What is sent to a peer at this computer's own input would be heard as if somebody else had sent it. */
function warnOwnInput(
  { osc }: ShowFile,
  peer: string,
  path: readonly PropertyKey[],
  warnings: Problems,
): void {
  const { address, replyPort = osc.replyPort } = osc.peers.find(({ name }) => name === peer) ?? {}
  const isHere = address === '127.0.0.1' || address === '::1'
  if (!isHere || replyPort !== USUAL_PORT) return
  const what = `${shown(peer)} is said to listen on ${USUAL_PORT} of this computer, which is Cuewright's own input`
  warnings.add('show/feedback-loop', [...path, 'to', 'peer'], what, () => 'name the port on which it listens')
}

/** Of the OSC input where nothing else is said. */
const USUAL_PORT = 4281

/** That no device of any kind has such a place. */
interface Nowhere {
  readonly field: string
  readonly what: string
  readonly next: string
}

function ofDeck({ device, control }: DeckFeedback): Nowhere | null {
  const model = device === undefined ? null : deckModel(device)
  if (device !== undefined && model === null) {
    const next = 'its sources begin with hid:streamdeck-; Inputs lists them'
    return { field: 'device', what: `${shown(device)} is no Stream Deck`, next }
  }
  // A model that is newer than this program may have anything.
  const places = model === null ? ANY_DECK : DECK_PLACES[model]
  if (places === undefined || control === 'brightness') return null
  const [, kind = '', number = ''] = /^(key|dial)(\d+)$/.exec(control) ?? []
  const most = kind === 'key' ? places.keys : places.dials
  if (Number(number) <= most) return null
  const who = model === null ? 'no Stream Deck' : `a Stream Deck ${model}`
  const what = model === null ? `${who} has ${shown(control)}` : `${who} shows nothing on ${shown(control)}`
  const next = most === 0 ? 'use another deck' : `use ${kind}1 to ${kind}${most}`
  return { field: 'control', what, next }
}

const PAD_SOURCE = /^(?:gamepad|hid):(?!streamdeck-)/

function ofPad({ device }: Extract<FeedbackTo, { readonly kind: 'rumble' }>): Nowhere | null {
  if (device === undefined || PAD_SOURCE.test(device)) return null
  const next = 'its sources begin with gamepad: or hid:; Inputs lists them'
  return { field: 'device', what: `${shown(device)} is no gamepad`, next }
}
