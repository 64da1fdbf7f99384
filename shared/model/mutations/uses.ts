// Names that an edit took away although something in the show still goes by them.
import { formatPath } from '../explain.ts'
import { familiesOf } from '../event-families.ts'
import type { ShowFile } from '../show.ts'
import { changeNamesIn } from './names-in-show.ts'
import type { NameKind } from './names-in-show.ts'
import { isNamedPart } from './mutation.ts'
import { refuse } from './refusals.ts'
import { KIND_WORDS } from './things.ts'

const nameKey = (kind: NameKind, name: string, inside: string | null): string =>
  kind === 'variable' || kind === 'cue' ? `${kind} ${inside ?? ''}/${name}` : `${kind} ${name}`

/** Names of some kinds that a show gives. */
function namesOf(show: ShowFile, kinds: ReadonlySet<NameKind>): ReadonlySet<string> {
  const names = new Set<string>()
  const add = (kind: NameKind, list: Iterable<string>, inside: string | null = null): void => {
    if (kinds.has(kind)) for (const name of list) names.add(nameKey(kind, name, inside))
  }
  if (kinds.has('playlist'))
    add(
      'playlist',
      show.playlists.map(({ id }) => id),
    )
  add('param', Object.keys(show.params))
  add('scene', Object.keys(show.scenes))
  add('target', Object.keys(show.osc.targets))
  add('midiOutput', Object.keys(show.midi.outputs))
  add(
    'peer',
    show.osc.peers.map(({ name }) => name),
  )
  if (kinds.has('event')) {
    for (const type of Object.keys(show.events)) add('event', [type, ...familiesOf(type)])
  }
  for (const { id, cues } of show.cueLists) {
    add('cueList', [id])
    if (kinds.has('cue')) for (const cue of cues) add('cue', [cue.id], id)
  }
  for (const { id, groups, vars } of show.schedulers) {
    add('scheduler', [id])
    add('group', groups)
    add('variable', Object.keys(vars), id)
  }
  return names
}

/** Refuses where a name of these kinds is gone, and something would be left that needs it. */
export function refuseLostNames(before: ShowFile, after: ShowFile, kinds: ReadonlySet<NameKind>): void {
  if (kinds.size === 0) return
  const kept = namesOf(after, kinds)
  const lost = new Set([...namesOf(before, kinds)].filter((name) => !kept.has(name)))
  if (lost.size === 0) return
  let first: { readonly where: string; readonly name: string } | null = null
  let count = 0
  changeNamesIn(after, ({ kind, name, in: inside, needed, path }) => {
    if (!needed || !lost.has(nameKey(kind, name, inside))) return name
    count += 1
    first ??= { where: formatPath(path), name: `${wordOf(kind)} ${name}` }
    return name
  })
  refuseFirst(first, count)
}

function wordOf(kind: NameKind): string {
  return isNamedPart(kind) ? kind : KIND_WORDS[kind]
}

function refuseFirst(first: { readonly where: string; readonly name: string } | null, count: number): void {
  if (first === null) return
  const more = count === 1 ? '' : `, and ${count - 1} more ${count === 2 ? 'place' : 'places'}`
  const what = `it still goes by ${first.name}${more}`
  refuse('edit/in-use', first.where, what, 'change that first, or both in one edit')
}
