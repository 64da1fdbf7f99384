// Where in a parameter's definition one of its bindings stands, and where it stands after others have come or gone before it.
import { isSameJson } from '../../shared/base/same-json.ts'
import type { Fields } from '../../shared/model/mutations/mutation.ts'

export type BindingList = 'inputs' | 'outputs'

/** `inputs.2.from` is `from` of the third of its inputs; null where a path leads into no list. */
function placeOf(path: string): readonly [list: BindingList, index: number, field: string] | null {
  const [, list, index, field] = /^(inputs|outputs)\.(\d+)\.(.+)$/.exec(path) ?? []
  return list === undefined ? null : [list as BindingList, Number(index), field as string]
}

export function bindingsOf(definition: Fields, list: BindingList): readonly Fields[] {
  return (definition[list] as readonly Fields[] | undefined) ?? []
}

/** What tells a binding from its neighbours whatever else of it is changed. */
function identityOf(binding: Fields): Fields {
  const { match, kind, target, address, output, message, channel, number } = binding
  return { match, kind, target, address, output, message, channel, number }
}

/** The path that leads to the same field of the same binding; null where that binding is gone. */
export function followedPath(path: string, before: Fields, now: Fields): string | null {
  const place = placeOf(path)
  if (place === null) return path
  const [list, index, field] = place
  const [was, are] = [bindingsOf(before, list), bindingsOf(now, list)]
  const own = was[index]
  const there = are[index]
  if (own === undefined) return null
  const isSame = (each: Fields): boolean => isSameJson(each, own)
  const isAlike = (each: Fields): boolean => isSameJson(identityOf(each), identityOf(own))
  if (there !== undefined && isSame(there)) return path
  const same = are.findIndex(isSame)
  const alike = there !== undefined && isAlike(there) ? index : are.findIndex(isAlike)
  const at = same >= 0 ? same : alike >= 0 ? alike : was.length === are.length ? index : -1
  return at < 0 ? null : `${list}.${at}.${field}`
}
