// What a show listens for and what it publishes itself, wherever in the file that stands.
import { TRANSPORT_BUTTONS } from '../../shared/model/cue.ts'
import type { EventMatch } from '../../shared/model/match.ts'
import type { GestureDefinition } from '../../shared/model/gesture.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import type { TimecodeTrigger } from '../../shared/model/timecode-trigger.ts'

export interface PlacedMatch {
  readonly match: EventMatch
  readonly path: readonly PropertyKey[]
}

const GESTURE_MATCHES = ['sources', 'releases', 'steps'] as const
const GESTURE_OUTPUTS = ['output', 'tap', 'doubleTap', 'hold'] as const

/** Each kind of gesture has some of these. */
type MatchFields = { readonly [F in (typeof GESTURE_MATCHES)[number]]?: readonly EventMatch[] | undefined }
type OutputFields = { readonly [F in (typeof GESTURE_OUTPUTS)[number]]?: string | null }

/** Every match of the show, in the order of the file. */
export function* matchesOf(show: ShowFile): Generator<PlacedMatch> {
  const { gestures, params, scenes, layers, questions, transport, playlists, schedulers } = show
  for (const [index, gesture] of gestures.entries()) yield* matchesOfGesture(gesture, ['gestures', index])
  for (const [name, { inputs = [] }] of Object.entries(params)) {
    for (const [index, { match }] of inputs.entries())
      yield { match, path: ['params', name, 'inputs', index, 'match'] }
  }
  for (const [name, { recalls = [] }] of Object.entries(scenes))
    yield* placed(recalls, ['scenes', name, 'recalls'])
  for (const [name, layer] of Object.entries(layers ?? {})) {
    if ('held' in layer) yield { match: layer.held, path: ['layers', name, 'held'] }
    if ('latched' in layer) yield { match: layer.latched, path: ['layers', name, 'latched'] }
  }
  for (const answer of ['yes', 'no'] as const) yield* placed(questions[answer], ['questions', answer])
  for (const button of TRANSPORT_BUTTONS) yield* placed(transport[button], ['transport', button])
  for (const [index, { match }] of transport.cue.entries()) {
    yield { match, path: ['transport', 'cue', index, 'match'] }
  }
  for (const [index, { triggers, interrupts }] of playlists.entries()) {
    yield* placed(triggers, ['playlists', index, 'triggers'])
    yield* placed(interrupts, ['playlists', index, 'interrupts'])
  }
  for (const [index, { rules }] of schedulers.entries()) {
    for (const [number, { when }] of rules.entries()) {
      for (const [at, trigger] of when.entries()) {
        const path = ['schedulers', index, 'rules', number, 'when', at]
        if (trigger.kind === 'event') yield { match: trigger.match, path: [...path, 'match'] }
        if (trigger.kind === 'timecode') yield { match: matchOf(trigger), path }
      }
    }
  }
}

function* matchesOfGesture(gesture: GestureDefinition, path: readonly PropertyKey[]): Generator<PlacedMatch> {
  const fields: MatchFields = gesture
  for (const field of GESTURE_MATCHES) yield* placed(fields[field] ?? [], [...path, field])
}

function* placed(
  heard: readonly (EventMatch | TimecodeTrigger)[],
  path: readonly PropertyKey[],
): Generator<PlacedMatch> {
  for (const [index, each] of heard.entries()) {
    yield { match: 'event' in each ? each : matchOf(each), path: [...path, index] }
  }
}

/** What a trigger by timecode hears, of which only its source may be wrong. */
function matchOf({ source }: Pick<TimecodeTrigger, 'source'>): EventMatch {
  return { event: 'timecode.received', source, on: 'any', where: {} }
}

/** Types of events that something in the show publishes: steps, completions, gestures, cues and rules. */
export function publishedTypes({ gestures, playlists, cueLists, schedulers }: ShowFile): ReadonlySet<string> {
  const types = new Set<string>()
  for (const { steps, completion } of playlists) {
    for (const { type } of steps) types.add(type)
    if (completion !== null) types.add(completion.type)
  }
  for (const gesture of gestures) {
    const fields: OutputFields = gesture
    for (const field of GESTURE_OUTPUTS) types.add(fields[field] ?? '')
  }
  const ofRules = schedulers.flatMap(({ rules }) => rules.flatMap(({ actions }) => actions))
  const ofCues = cueLists.flatMap(({ cues }) => cues.flatMap(({ actions }) => actions))
  for (const action of [...ofRules, ...ofCues]) {
    if (action.action === 'emit') types.add(action.type)
  }
  return types
}
