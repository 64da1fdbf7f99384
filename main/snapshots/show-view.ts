// The show as a client sees it; what has not changed in it is worked out once.
import type { PlaylistView, ShowView, TimelineStep } from '../../shared/contract/streams.ts'
import { emissionCount, playlistLength } from '../../shared/model/steps.ts'
import type { PlaylistDefinition, PlaylistStep } from '../../shared/model/playlist.ts'
import type { LoadedShow, OscTarget } from '../../shared/model/show.ts'
import { eventText, messageText, triggerText } from './words.ts'

/** Puts a step into words; where all messages go to one target, naming it at each would only push the arguments out. */
type Label = (type: string, payload: unknown) => string

function stepView({ offset, repeat, type, payload }: PlaylistStep, label: Label): TimelineStep {
  return {
    offset,
    count: repeat?.count ?? 1,
    interval: repeat?.interval ?? 0,
    type,
    label: label(type, payload),
  }
}

function playlistView(definition: PlaylistDefinition, label: Label): PlaylistView {
  const { id, name, steps, triggers, interrupts, completion, retrigger, tempo, colour } = definition
  return {
    id,
    name,
    length: playlistLength(steps),
    emissions: emissionCount(steps),
    steps: steps.map((step) => stepView(step, label)),
    triggers: triggers.map(triggerText),
    interrupts: interrupts.map(triggerText),
    completion: completion?.type ?? null,
    retrigger,
    tempo,
    colour: colour ?? null,
  }
}

/** The show that runs; numbered anew with each change. */
export interface NumberedShow extends LoadedShow {
  readonly generation: number
}

/** Where the show's OSC leaves to and where the engine listens for it, or null where it does not. */
export interface OscPlaces {
  readonly targets: Readonly<Record<string, OscTarget>>
  readonly input: string | null
}

/** Views that were worked out before, by how their steps are labelled and by what they show. */
type KnownViews = Map<Label, WeakMap<PlaylistDefinition, PlaylistView>>

/** `known` is kept by who asks again and again; a long playlist takes milliseconds. */
export function showView(
  { show, path, generation }: NumberedShow,
  osc: OscPlaces,
  known: KnownViews = new Map(),
): ShowView {
  const label = Object.keys(osc.targets).length > 1 ? eventText : messageText
  const views = known.get(label) ?? new WeakMap<PlaylistDefinition, PlaylistView>()
  known.set(label, views)
  const viewOf = (playlist: PlaylistDefinition): PlaylistView => {
    const view = views.get(playlist) ?? playlistView(playlist, label)
    views.set(playlist, view)
    return view
  }
  return {
    name: show.name,
    path,
    generation,
    notes: show.notes,
    playlists: show.playlists.map(viewOf),
    targets: Object.entries(osc.targets).map(([name, target]) => ({ name, ...target })),
    events: Object.keys(show.events),
    oscInput: osc.input,
  }
}
