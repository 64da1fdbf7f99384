// The lights of a show by the device that has them, and what stands in the way of seeing them.
import { deckModel } from '../../shared/model/deck-places.ts'
import type { InputsView, PeerView, ShowView } from '../../shared/contract/streams.ts'
import type { FeedbackDefinition } from '../../shared/model/feedback.ts'

export interface LightGroup {
  readonly key: string
  readonly title: string
  /** Why nothing of it is seen; null where it can be, as far as anybody knows. */
  readonly trouble: string | null
  readonly lights: readonly FeedbackDefinition[]
}

/** What is known of the devices that show something. */
export interface LightDevices {
  readonly midiOutputs: ShowView['midiOutputs']
  readonly peers: readonly PeerView[]
  readonly devices: InputsView['devices']
  /** MIDI outputs that somebody keeps silent. */
  readonly muted: readonly string[]
  /** MIDI outputs whose port is not there. */
  readonly away: readonly string[]
}

/** In the order in which the show names their devices first. */
export function lightGroups(
  feedback: readonly FeedbackDefinition[],
  known: LightDevices,
): readonly LightGroup[] {
  return [...Map.groupBy(feedback, ({ to }) => keyOf(to))].map(([key, lights]) => {
    const [first] = lights as [FeedbackDefinition]
    return { key, ...deviceOf(first.to, known), lights }
  })
}

function keyOf(to: FeedbackDefinition['to']): string {
  if (to.kind === 'midi') return `midi ${to.output}`
  if (to.kind === 'osc') return `osc ${to.peer}`
  return `${to.kind} ${to.device ?? ''}`
}

function deviceOf(
  to: FeedbackDefinition['to'],
  { midiOutputs, peers, devices, muted, away }: LightDevices,
): Pick<LightGroup, 'title' | 'trouble'> {
  if (to.kind === 'midi') {
    const port = midiOutputs.find(({ name }) => name === to.output)?.port
    const title = `MIDI ${to.output}${port === undefined || port === to.output ? '' : ` (${port})`}`
    if (muted.includes(to.output)) return { title, trouble: 'muted' }
    return { title, trouble: away.includes(to.output) ? 'its port is not there' : null }
  }
  if (to.kind === 'osc') {
    const peer = peers.find(({ name }) => name === to.peer)
    const at =
      peer === undefined ? '' : ` (${peer.address}${peer.replyPort === null ? '' : `:${peer.replyPort}`})`
    return {
      title: `OSC ${to.peer}${at}`,
      trouble: peer === undefined ? 'the show has no such sender' : null,
    }
  }
  const isDeck = to.kind === 'deck'
  const fitting = devices.filter(({ device, rumbles }) =>
    isDeck ? deckModel(device) !== null : rumbles === true,
  )
  const there = fitting.filter(({ state }) => state === 'open')
  if (to.device === undefined) {
    const title = isDeck ? 'Every Stream Deck' : 'Every gamepad'
    return { title, trouble: there.length > 0 ? null : 'none is there' }
  }
  const name = devices.find(({ device }) => device === to.device)?.name ?? to.device
  return { title: name, trouble: there.some(({ device }) => device === to.device) ? null : 'it is not there' }
}
