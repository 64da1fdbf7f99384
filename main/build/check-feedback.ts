// Checks feedback that is well formed by itself: what it names is there, and whoever shows it can be reached.
import { shown } from '../../shared/model/explain.ts'
import type { FeedbackDefinition, FeedbackShows } from '../../shared/model/feedback.ts'
import { layersOf } from '../../shared/model/match.ts'
import { valueFor } from '../../shared/model/param.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'

type Path = readonly PropertyKey[]
type Kind = 'playlist' | 'param' | 'layer' | 'list' | 'output' | 'peer'

/** What a name may be, what it is called, and the advice where nothing is like it. */
interface Known {
  readonly code: string
  readonly word: string
  readonly names: ReadonlySet<string>
  readonly otherwise: string
}

/** All of it, for what it goes by may have changed without it. */
export function checkFeedback(show: ShowFile, problems: Problems): void {
  const { feedback } = show
  if (feedback.length === 0) return
  const check = new FeedbackCheck(show, problems)
  for (const [index, each] of feedback.entries()) check.feedback(each, ['feedback', index])
}

class FeedbackCheck {
  readonly #show: ShowFile
  readonly #problems: Problems
  readonly #ids = new Map<string, number>()
  readonly #known: Readonly<Record<Kind, Known>>
  readonly #cues: ReadonlyMap<string, ReadonlySet<string>>

  constructor(show: ShowFile, problems: Problems) {
    this.#show = show
    this.#problems = problems
    const { playlists, params, layers = {}, cueLists, midi, osc } = show
    this.#cues = new Map(cueLists.map(({ id, cues }) => [id, new Set(cues.map((cue) => cue.id))]))
    this.#known = {
      playlist: known('unknown-playlist', 'playlist', ids(playlists), 'use the id of a playlist of the show'),
      param: known('unknown-parameter', 'parameter', params, 'use the id of a parameter of the show'),
      layer: known('unknown-layer', 'layer', layers, 'declare it in layers'),
      list: known('unknown-list', 'cue list', ids(cueLists), 'use the id of a list of the show'),
      output: known('unknown-output', 'MIDI output', midi.outputs, 'declare it in midi.outputs'),
      peer: known('unknown-peer', 'OSC sender', names(osc.peers), 'list it in osc.peers'),
    }
  }

  feedback({ id, shows, while: layers, to }: FeedbackDefinition, path: Path): void {
    const first = this.#ids.get(id)
    if (first === undefined) this.#ids.set(id, Number(path.at(-1)))
    else {
      const what = `${shown(id)} is already the id of feedback[${first}]`
      this.#problems.add('show/duplicate-id', [...path, 'id'], what, () => 'give one of them another id')
    }
    this.#shows(shows, [...path, 'shows'])
    for (const [layer] of layersOf({ while: layers })) this.#name('layer', layer, [...path, 'while'])
    if (to.kind === 'midi') this.#name('output', to.output, [...path, 'to', 'output'])
    else if (to.kind === 'osc' && this.#name('peer', to.peer, [...path, 'to', 'peer']))
      this.#reached(to.peer, [...path, 'to', 'peer'])
  }

  #shows(shows: FeedbackShows, path: Path): void {
    if ('playlist' in shows) this.#name('playlist', shows.playlist, [...path, 'playlist'])
    if ('layer' in shows) this.#name('layer', shows.layer, [...path, 'layer'])
    if ('list' in shows) this.#name('list', shows.list, [...path, 'list'])
    if ('cue' in shows) this.#cue(shows.cue, [...path, 'cue'])
    if (!('param' in shows) || !this.#name('param', shows.param, [...path, 'param'])) return
    const definition = this.#show.params[shows.param]
    const taken = shows.is === undefined || definition === undefined ? null : valueFor(definition, shows.is)
    if (taken?.ok !== false) return
    this.#problems.add('show/invalid', [...path, 'is'], taken.error, () => 'give a value of the parameter')
  }

  #cue({ list, cue }: { readonly list: string; readonly cue: string }, path: Path): void {
    if (!this.#name('list', list, [...path, 'list'])) return
    const cues = this.#cues.get(list) ?? new Set<string>()
    if (cues.has(cue)) return
    const what = `the list ${shown(list)} has no cue with the id ${shown(cue)}`
    this.#problems.add('show/unknown-cue', [...path, 'cue'], what, () =>
      meant(cue, cues, 'use the id of a cue of that list'),
    )
  }

  #reached(peer: string, path: Path): void {
    const { peers, replyPort } = this.#show.osc
    if (replyPort !== undefined || peers.find(({ name }) => name === peer)?.replyPort !== undefined) return
    const what = `nobody knows on which port ${shown(peer)} listens`
    this.#problems.add('show/no-reply-port', path, what, () => 'give it a replyPort in osc.peers')
  }

  #name(kind: Kind, name: string, path: Path): boolean {
    const { code, word, names, otherwise } = this.#known[kind]
    if (names.has(name)) return true
    const what = `no ${word} is called ${shown(name)}`
    this.#problems.add(`show/${code}`, path, what, () => meant(name, names, otherwise))
    return false
  }
}

function known(code: string, word: string, names: object, otherwise: string): Known {
  const set = names instanceof Set ? (names as Set<string>) : new Set(Object.keys(names))
  return { code, word, names: set, otherwise }
}

const ids = (list: readonly { readonly id: string }[]): Set<string> => new Set(list.map(({ id }) => id))
const names = (list: readonly { readonly name: string }[]): Set<string> =>
  new Set(list.map(({ name }) => name))
