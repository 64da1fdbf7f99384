// What feedback of a sound show can hardly be meant to be: two at one place, one that never shows, or what a parameter sends already.
import { shown } from '../../shared/model/explain.ts'
import type { FeedbackDefinition } from '../../shared/model/feedback.ts'
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

/** Of other kinds each is taken for a place of its own. */
function placeOf({ id, to }: FeedbackDefinition): string {
  if (to.kind === 'osc') return oscPlace(to.peer, to.address)
  return to.kind === 'midi'
    ? midiPlace(to.output, to.message, to.channel, to.number)
    : JSON.stringify(['', id])
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
