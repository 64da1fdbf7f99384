// Which things a mutation gives another name, so that what lives in them while the show runs goes on under it.
import { editsOf, holderOf } from './mutation.ts'
import type { Mutation, NamedPart, ThingKind } from './mutation.ts'

/** `from` is the name before the whole mutation, `to` the one after it. */
export interface Renamed {
  readonly kind: ThingKind | NamedPart
  /** Scheduler that a rule or a variable belongs to, or list that a cue does, as it is called after the mutation. */
  readonly in?: string | undefined
  readonly from: string
  readonly to: string
}

export function renamedBy(mutation: Mutation): readonly Renamed[] {
  let renamed: readonly Renamed[] = []
  for (const edit of editsOf(mutation)) {
    if (edit.edit !== 'rename' && edit.edit !== 'remove') continue
    const { kind, id, in: inside } = edit
    const isIt = (one: Renamed): boolean => one.kind === kind && one.in === inside && one.to === id
    const known = renamed.find(isIt)
    renamed = renamed.filter((each) => each !== known)
    const isInIt = (one: Renamed): boolean => holderOf(one.kind) === kind && one.in === id
    if (edit.edit === 'remove') renamed = renamed.filter((each) => !isInIt(each))
    else {
      const { to } = edit
      const others = renamed.map((each) => (isInIt(each) ? { ...each, in: to } : each))
      renamed = [...others, { kind, in: inside, from: known?.from ?? id, to }]
    }
  }
  return renamed.filter(({ from, to }) => from !== to)
}

/** The other way round, for whoever has followed it and is to go back. */
export function renamedBack(renamed: readonly Renamed[]): readonly Renamed[] {
  return renamed.map(({ kind, in: inside, from, to }) => {
    const holder = renamed.find((one) => one.kind === holderOf(kind) && one.to === inside)
    return { kind, in: holder?.from ?? inside, from: to, to: from }
  })
}

/** What things of a kind were called before; null of a name that another has left, which is new. */
export function formerName(
  renamed: readonly Renamed[] | undefined,
  kind: Renamed['kind'],
  inside?: string,
): (name: string) => string | null {
  const own = (renamed ?? []).filter((each) => each.kind === kind && each.in === inside)
  if (own.length === 0) return (name) => name
  const left = new Set(own.map(({ from }) => from))
  const former = new Map(own.map(({ from, to }) => [to, from]))
  return (name) => former.get(name) ?? (left.has(name) ? null : name)
}

/** What things of a kind are called now. */
export function presentName(
  renamed: readonly Renamed[] | undefined,
  kind: Renamed['kind'],
  inside?: string,
): (name: string) => string {
  const present = new Map<string, string>()
  for (const each of renamed ?? [])
    if (each.kind === kind && each.in === inside) present.set(each.from, each.to)
  return (name) => present.get(name) ?? name
}
