// The tabs of the faders: the pages of the show, all there are, and where the show has no pages groups by how names begin.
import type { NamedParam } from '../../shared/contract/streams.ts'
import { FADER_PAGE_LIMITS } from '../../shared/model/fader-page.ts'
import type { FaderPageDefinition, FaderSize } from '../../shared/model/fader-page.ts'
import type { Mutation } from '../../shared/model/mutations/mutation.ts'
import { freshId } from './fresh-id.ts'
import type { Placed } from './fader-layout.ts'

export interface FaderTab {
  /** `all`, `page:lights`, `group:mix`. */
  readonly id: string
  readonly name: string
  /** Null of what is not in the show. */
  readonly page: FaderPageDefinition | null
  readonly placed: readonly Placed[]
}

export const ALL = 'all'
/** More would be no help. */
const MOST_GROUPS = 24

/** `mix` of `mix.1`, `mix-left` and `mix12`; null of a name that is one word. */
export function prefixOf(name: string): string | null {
  return /^(.*?[^._-])(?:[._-]+.+|\d+)$/.exec(name)?.[1] ?? null
}

/** Those of which there are two at least, in the order in which they come first. */
function groupsOf(params: readonly NamedParam[]): readonly FaderTab[] {
  const groups = new Map<string, NamedParam[]>()
  for (const param of params) {
    const prefix = prefixOf(param.name)
    if (prefix !== null) groups.set(prefix, [...(groups.get(prefix) ?? []), param])
  }
  return [...groups]
    .filter(([, members]) => members.length > 1 && members.length < params.length)
    .slice(0, MOST_GROUPS)
    .map(([name, placed]) => ({ id: `group:${name}`, name, page: null, placed }))
}

export function tabsOf(
  pages: readonly FaderPageDefinition[],
  params: readonly NamedParam[],
): readonly FaderTab[] {
  const byName = new Map(params.map((param) => [param.name, param]))
  const ofPages = pages.map((page) => ({
    ...{ id: `page:${page.id}`, name: page.name, page },
    placed: [...new Set(page.params)].map((name) => byName.get(name) ?? name),
  }))
  const all: FaderTab = { id: ALL, name: 'All', page: null, placed: params }
  return pages.length === 0 ? [all, ...groupsOf(params)] : [...ofPages, all]
}

export function newPage(
  pages: readonly FaderPageDefinition[],
  name: string,
  params: readonly string[],
): { readonly id: string; readonly mutation: Mutation } {
  const id = freshId(new Set(pages.map((page) => page.id)), name, 'page')
  const value = { id, name: name.slice(0, FADER_PAGE_LIMITS.name), params }
  return { id, mutation: { edit: 'put', kind: 'page', id, value, before: null } }
}

export function withParams(
  { id, name }: FaderPageDefinition,
  params: readonly string[],
  what: string,
): Mutation {
  const change = { edit: 'change', kind: 'page', id, set: { params } } as const
  return { edit: 'all', edits: [change], label: `${what} ${name}` }
}

export function withSize({ id }: FaderPageDefinition, size: FaderSize): Mutation {
  return { edit: 'change', kind: 'page', id, set: { size } }
}

/** `param` before another, or at the end; the list itself where it stays. */
export function movedBefore(
  params: readonly string[],
  param: string,
  before: string | null,
): readonly string[] {
  if (param === before) return params
  const others = params.filter((each) => each !== param)
  const at = before === null ? -1 : others.indexOf(before)
  const next = others.toSpliced(at < 0 ? others.length : at, 0, param)
  return next.every((each, place) => each === params[place]) ? params : next
}

/** So many places on; the list itself where it is at that end. */
export function movedBy(params: readonly string[], param: string, by: number): readonly string[] {
  const at = params.indexOf(param)
  const to = Math.min(Math.max(at + by, 0), params.length - 1)
  if (at < 0 || to === at) return params
  return params.toSpliced(at, 1).toSpliced(to, 0, param)
}

/** A page so many places on; null where it stays. */
export function pageMovedBy(pages: readonly FaderPageDefinition[], id: string, by: 1 | -1): Mutation | null {
  const at = pages.findIndex((page) => page.id === id)
  const to = at + by
  if (at < 0 || to < 0 || to >= pages.length) return null
  const before = pages[by === 1 ? to + 1 : to]?.id ?? null
  return { edit: 'move', kind: 'page', ids: [id], before }
}
