// Checks cue lists that are well formed by themselves: ids and numbers, groups, and what cues and controls go by.
import { CUE_LIMITS, TRANSPORT_BUTTONS } from '../../shared/model/cue.ts'
import type { CueAction, CueDefinition, CueListDefinition } from '../../shared/model/cue.ts'
import { shown } from '../../shared/model/explain.ts'
import { valueFor } from '../../shared/model/param.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { checkMatch, checkPublished } from './check-playlist.ts'
import type { ShowNames } from './check-playlist.ts'
import { checkRecall } from './check-recall.ts'
import { checkSend, isSend } from './check-sends.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'

type Path = readonly PropertyKey[]

/** Adds entries of a list that share an id or a number. */
function checkDistinct(
  list: readonly { readonly id: string; readonly number?: string | undefined }[],
  path: Path,
  problems: Problems,
): void {
  for (const field of ['id', 'number'] as const) {
    const firstWith = new Map<string, number>()
    for (const [index, entry] of list.entries()) {
      const value = entry[field]
      if (value === undefined) continue
      const first = firstWith.get(value)
      if (first === undefined) firstWith.set(value, index)
      else {
        const what = `${shown(value)} is already the ${field} of ${String(path.at(-1))}[${first}]`
        const code = field === 'id' ? 'show/duplicate-id' : 'show/duplicate-number'
        problems.add(code, [...path, index, field], what, () => `give one of them another ${field}`)
      }
    }
  }
}

/** Adds cues that do not stand right after the group that they are in, or after its other cues. */
function checkGroups({ cues }: CueListDefinition, path: Path, problems: Problems): void {
  /** Ids of the groups that the cue before stands in, the outermost first, and its own where it is one. */
  let open: readonly string[] = []
  for (const [index, { id, in: group, group: kind }] of cues.entries()) {
    const place = group === undefined ? -1 : open.indexOf(group)
    if (group !== undefined && place < 0) refuseMember(cues, group, [...path, index, 'in'], problems)
    open = open.slice(0, place + 1)
    if (kind === undefined) continue
    open = [...open, id]
    if (open.length <= CUE_LIMITS.depth) continue
    const what = `groups lie ${open.length} deep; ${CUE_LIMITS.depth} is the most`
    problems.add('show/too-deep', [...path, index, 'group'], what, () => 'take it out of a group')
  }
}

function refuseMember(cues: readonly CueDefinition[], group: string, path: Path, problems: Problems): void {
  const found = cues.find(({ id }) => id === group)
  if (found?.group === undefined) {
    const what =
      found === undefined ? `no cue of this list has the id ${shown(group)}` : `${shown(group)} is no group`
    const groups = cues.filter((cue) => cue.group !== undefined).map(({ id }) => id)
    problems.add('show/unknown-group', path, what, () => meant(group, groups, 'name a group of this list'))
    return
  }
  const what = `it does not stand with the cues of ${shown(group)}`
  problems.add('show/outside-group', path, what, () => 'put it right after the group, or leave in out')
}

class CueCheck {
  readonly #show: ShowFile
  readonly #names: ShowNames
  readonly #problems: Problems
  readonly #playlists: ReadonlySet<string>
  readonly #cues: ReadonlyMap<string, ReadonlySet<string>>

  constructor(show: ShowFile, names: ShowNames, problems: Problems) {
    this.#show = show
    this.#names = names
    this.#problems = problems
    this.#playlists = new Set(show.playlists.map(({ id }) => id))
    this.#cues = new Map(show.cueLists.map(({ id, cues }) => [id, new Set(cues.map((cue) => cue.id))]))
  }

  list(list: CueListDefinition, path: Path, sound: ReadonlySet<CueDefinition>): void {
    checkDistinct(list.cues, [...path, 'cues'], this.#problems)
    checkGroups(list, [...path, 'cues'], this.#problems)
    for (const [index, cue] of list.cues.entries()) {
      if (sound.has(cue)) continue
      for (const [place, action] of cue.actions.entries()) {
        this.#action(action, list.id, [...path, 'cues', index, 'actions', place])
      }
    }
  }

  #action(action: CueAction, own: string, path: Path): void {
    switch (action.action) {
      case 'start_playlist':
      case 'stop_playlist':
      case 'pause_playlist':
      case 'resume_playlist':
        this.#known(action.id, 'playlist', this.#playlists, [...path, 'id'])
        break
      case 'emit':
        if (isSend(action.type)) {
          checkSend(action.type, action.payload, this.#names, [...path, 'payload'], this.#problems)
        } else checkPublished(action, 'cue', this.#names, path, this.#problems)
        break
      case 'set_param':
        this.#param(action.param, action.value, [...path, 'param'], [...path, 'value'])
        break
      case 'fade_param':
        this.#param(action.param, action.to, [...path, 'param'], [...path, 'to'])
        break
      case 'recall_scene':
        checkRecall(action, this.#names, path, this.#problems)
        break
      case 'raise_interrupt':
        if (action.interrupt.kind === 'confirmation') break
        this.#problems.add(
          'show/invalid',
          [...path, 'interrupt', 'kind'],
          'a cue asks for yes or no',
          () => 'write confirmation, or let a rule ask for text',
        )
        break
      case 'go_list':
        this.hasList(action.list, [...path, 'list'])
        if (action.list !== own) break
        this.#problems.add(
          'show/go-of-itself',
          [...path, 'list'],
          'a cue cannot give its own list a GO',
          () => 'let it continue by itself instead',
        )
        break
      case 'stop_cue':
      case 'arm_cue':
      case 'disarm_cue':
        if (action.list === undefined || this.hasList(action.list, [...path, 'list'])) {
          const cues = this.#cues.get(action.list ?? own)
          this.#known(action.cue, 'cue', cues ?? new Set(), [...path, 'cue'])
        }
    }
  }

  /** Whether the show has such a list. */
  hasList(id: string, path: Path): boolean {
    return this.#known(id, 'cue list', new Set(this.#cues.keys()), path)
  }

  #param(name: string, value: unknown, path: Path, ofValue: Path): void {
    const params = this.#show.params
    if (!this.#known(name, 'parameter', new Set(Object.keys(params)), path)) return
    const definition = params[name]
    const taken = definition === undefined ? null : valueFor(definition, value)
    if (taken === null || taken.ok) return
    this.#problems.add('show/invalid', ofValue, taken.error, () => 'correct the value')
  }

  #known(
    id: string,
    kind: 'playlist' | 'parameter' | 'cue' | 'cue list',
    ids: ReadonlySet<string>,
    path: Path,
  ): boolean {
    if (ids.has(id)) return true
    const code = `show/unknown-${kind.replace(' ', '-')}`
    this.#problems.add(code, path, `no ${kind} has the id ${shown(id)}`, () =>
      meant(id, ids, `use the id of a ${kind} of the show`),
    )
    return false
  }

  controls(): void {
    const { transport } = this.#show
    for (const button of TRANSPORT_BUTTONS) {
      for (const [index, match] of transport[button].entries()) {
        checkMatch(match, this.#names, ['transport', button, index], this.#problems)
      }
    }
    for (const [index, { match, list }] of transport.cue.entries()) {
      const path = ['transport', 'cue', index]
      checkMatch(match, this.#names, [...path, 'match'], this.#problems)
      if (list !== undefined) this.hasList(list, [...path, 'list'])
    }
  }
}

/** Of a show that came of `since`, which holds and whose names are all still there, only what is not the very same is looked at. */
export function checkCues(
  show: ShowFile,
  names: ShowNames,
  problems: Problems,
  since: ShowFile | null = null,
): void {
  const check = new CueCheck(show, names, problems)
  if (show.transport !== since?.transport || show.cueLists !== since.cueLists) check.controls()
  const isSame = show.cueLists === since?.cueLists && show.params === since.params
  if (isSame) return
  checkDistinct(show.cueLists, ['cueLists'], problems)
  const before = new Map(since?.cueLists.map((list) => [list.id, list]))
  const keepsValues = show.params === since?.params
  for (const [index, list] of show.cueLists.entries()) {
    const was = before.get(list.id)
    if (keepsValues && was === list) continue
    check.list(list, ['cueLists', index], new Set(keepsValues ? was?.cues : []))
  }
}
