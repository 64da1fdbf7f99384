// The show as a client sees it; what has not changed in it is worked out once.
import { CueViews, cueListView } from '../../shared/contract/cue-views.ts'
import type { PlaylistView, ShowView } from '../../shared/contract/streams.ts'
import { emissionCount, playlistLength } from '../../shared/model/steps.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import { labelOf } from '../../shared/model/scene.ts'
import type { LoadedShow, OscTarget } from '../../shared/model/show.ts'
import { triggerText } from '../../shared/model/words.ts'
import { showKeys } from './show-keys.ts'

function playlistView(definition: PlaylistDefinition): PlaylistView {
  const { id, name, steps, triggers, interrupts, completion, retrigger, tempo, colour } = definition
  return {
    id,
    name,
    length: playlistLength(steps),
    emissions: emissionCount(steps),
    stepCount: steps.length,
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

/** Views that were worked out before, by what they show. */
export class KnownViews {
  readonly #playlists = new WeakMap<PlaylistDefinition, PlaylistView>()
  readonly cues = new CueViews()

  playlist(playlist: PlaylistDefinition): PlaylistView {
    const view = this.#playlists.get(playlist) ?? playlistView(playlist)
    this.#playlists.set(playlist, view)
    return view
  }
}

function transportView({ transport }: NumberedShow['show']): Pick<ShowView, 'transport'> {
  const { cue: _, showControl: __, ...buttons } = transport
  const bound = Object.entries(buttons).filter(([, matches]) => matches.length > 0)
  return bound.length === 0 ? {} : { transport: Object.fromEntries(bound) }
}

/** `known` is kept by who asks again and again; a long playlist takes milliseconds. */
export function showView(
  { show, path, generation }: NumberedShow,
  osc: OscPlaces,
  known = new KnownViews(),
): ShowView {
  return {
    name: show.name,
    path,
    generation,
    notes: show.notes,
    playlists: show.playlists.map((playlist) => known.playlist(playlist)),
    cueLists: show.cueLists.map(cueListView),
    cues: known.cues.of(show),
    targets: Object.entries(osc.targets).map(([name, target]) => ({ name, ...target })),
    events: Object.keys(show.events),
    params: Object.entries(show.params).map(([name, definition]) => ({ ...definition, name })),
    scenes: Object.entries(show.scenes).map(([name, scene]) => ({ name, label: labelOf(name, scene) })),
    pages: show.pages,
    layers: Object.entries(show.layers ?? {}).map(([name, definition]) => ({ ...definition, name })),
    midiOutputs: Object.entries(show.midi.outputs).map(([name, { port }]) => ({ name, port })),
    peers: show.osc.peers.map(({ name, address, replyPort = show.osc.replyPort }) => ({
      ...{ name, address, replyPort: replyPort ?? null },
    })),
    feedback: show.feedback,
    ...transportView(show),
    oscInput: osc.input,
    keys: showKeys(show),
  }
}
