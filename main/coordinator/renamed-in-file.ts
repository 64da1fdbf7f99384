// Which things a changed file gives another name: one that is gone and one that is new, equal but for their names, and no other like them.
import { isSameJson } from '../../shared/base/same-json.ts'
import type { ThingKind } from '../../shared/model/mutations/mutation.ts'
import { changeNamesIn } from '../../shared/model/mutations/names-in-show.ts'
import {
  presentCueList,
  presentGesture,
  presentPlaylist,
  presentScene,
  presentScheduler,
} from '../../shared/model/mutations/present-names.ts'
import { formerName } from '../../shared/model/mutations/renamed.ts'
import type { Renamed } from '../../shared/model/mutations/renamed.ts'
import { idField, idsOf, thingIn, thingsOf } from '../../shared/model/mutations/things.ts'
import type { Thing } from '../../shared/model/mutations/things.ts'
import type { ShowFile } from '../../shared/model/show.ts'

/** Those that others name come first, so that these are compared under the names of now. */
const KINDS = [
  ...(['target', 'peer', 'midiOutput', 'event', 'param', 'scene', 'gesture', 'playlist'] as const),
  ...(['cueList', 'scheduler'] as const),
]
/** They have little in them by which one is known from another: what names them has to say the same. */
const ALIKE: ReadonlySet<Renamed['kind']> = new Set(['event', 'param', 'scene', 'variable'])
/** Of more it is another show. */
const MOST_NAMES = 100
/** No name of a show. */
const ANY_NAME = '*'

export function renamedInFile(before: ShowFile, after: ShowFile): readonly Renamed[] {
  const found = new Finder(before, after)
  for (const kind of KINDS) found.things(kind)
  for (const { id } of after.schedulers) found.inScheduler(id)
  for (const { id } of after.cueLists) found.inCueList(id)
  return found.renamed
}

class Finder {
  renamed: readonly Renamed[] = []
  readonly #before: ShowFile
  readonly #after: ShowFile

  constructor(before: ShowFile, after: ShowFile) {
    this.#before = before
    this.#after = after
  }

  things(kind: (typeof KINDS)[number]): void {
    const [old, now] = [thingsOf(this.#before, kind) ?? [], thingsOf(this.#after, kind) ?? []]
    const thingOf = (things: typeof old) => (id: string) => thingIn(things, kind, id) as Thing
    this.#match(
      kind,
      undefined,
      [idsOf(old, kind), idsOf(now, kind)],
      [
        (id) => contentOf(kind, thingOf(old)(id), id, this.renamed),
        (id) => contentOf(kind, thingOf(now)(id), id, []),
      ],
    )
  }

  /** Its variables first, which its rules name. */
  inScheduler(id: string): void {
    const former = formerName(this.renamed, 'scheduler')(id)
    const old = this.#before.schedulers.find((one) => one.id === former)
    const now = this.#after.schedulers.find((one) => one.id === id)
    if (old === undefined || now === undefined || old === now) return
    this.#match(
      'variable',
      id,
      [Object.keys(old.vars), Object.keys(now.vars)],
      [(name) => old.vars[name], (name) => now.vars[name]],
    )
    const { rules } = presentScheduler(old, this.renamed)
    const ruleOf = (of: typeof rules) => (ruleId: string) => ({
      ...of.find((rule) => rule.id === ruleId),
      id: ANY_NAME,
    })
    this.#match(
      'rule',
      id,
      [rules, now.rules].map((of) => of.map((rule) => rule.id)),
      [ruleOf(rules), ruleOf(now.rules)],
    )
  }

  inCueList(id: string): void {
    const former = formerName(this.renamed, 'cueList')(id)
    const old = this.#before.cueLists.find((one) => one.id === former)
    const now = this.#after.cueLists.find((one) => one.id === id)
    if (old === undefined || now === undefined || old === now) return
    const { cues } = presentCueList(old, this.renamed)
    const contentsOf = (of: typeof cues): ((cueId: string) => unknown) => {
      const byId = new Map(of.map((cue) => [cue.id, cue]))
      return (cueId) => ({ ...byId.get(cueId), id: ANY_NAME })
    }
    this.#match(
      'cue',
      id,
      [cues, now.cues].map((of) => of.map((cue) => cue.id)),
      [contentsOf(cues), contentsOf(now.cues)],
    )
  }

  #match(
    kind: Renamed['kind'],
    inside: string | undefined,
    [old = [], now = []]: readonly (readonly string[])[],
    [oldContent, newContent]: readonly [(id: string) => unknown, (id: string) => unknown],
  ): void {
    const [known, present] = [new Set(old), new Set(now)]
    const gone = old.filter((id) => !present.has(id))
    const added = now.filter((id) => !known.has(id))
    if (gone.length === 0 || added.length === 0 || gone.length + added.length > MOST_NAMES) return
    const newOnes = added.map((id) => ({ id, content: newContent(id) }))
    const pairs = gone.flatMap((from) => {
      const content = oldContent(from)
      return newOnes.filter((one) => isSameJson(content, one.content)).map(({ id: to }) => ({ from, to }))
    })
    const matched = pairs.filter(
      ({ from, to }) =>
        pairs.every((other) => (other.from === from) === (other.to === to)) &&
        this.#isNamedAlike(kind, inside, from, to),
    )
    this.renamed = [...this.renamed, ...matched.map(({ from, to }) => ({ kind, in: inside, from, to }))]
  }

  #isNamedAlike(kind: Renamed['kind'], inside: string | undefined, from: string, to: string): boolean {
    if (!ALIKE.has(kind)) return true
    const former =
      inside === undefined ? undefined : (formerName(this.renamed, 'scheduler')(inside) ?? inside)
    return usesOf(this.#before, kind, former, from) === usesOf(this.#after, kind, inside, to)
  }
}

/** All that a thing is, whatever it is called, and whatever it calls itself. */
function contentOf(kind: ThingKind, thing: Thing, id: string, renamed: readonly Renamed[]): unknown {
  const all: readonly Renamed[] = [...renamed, { kind, from: id, to: ANY_NAME }]
  switch (kind) {
    case 'gesture':
      return presentGesture(thing as unknown as ShowFile['gestures'][number], all)
    case 'playlist':
      return presentPlaylist(thing as unknown as ShowFile['playlists'][number], all)
    case 'scene':
      return presentScene(thing as unknown as ShowFile['scenes'][string], all)
    case 'scheduler':
      return presentScheduler(thing as unknown as ShowFile['schedulers'][number], all)
    case 'cueList':
      return presentCueList(thing as unknown as ShowFile['cueLists'][number], all)
    case 'peer':
      return { ...thing, [idField(kind)]: ANY_NAME }
    default:
      return thing
  }
}

function usesOf(show: ShowFile, kind: Renamed['kind'], inside: string | undefined, name: string): number {
  let uses = 0
  changeNamesIn(show, (use) => {
    const isThere = inside === undefined || use.in === null || use.in === inside
    if (use.kind === kind && use.name === name && isThere) uses += 1
    return use.name
  })
  return uses
}
