// Where something is mended that the show's check has found, by its place in the show file.
import type { BindingList } from './binding-place.ts'

export type MendingPlace =
  | {
      readonly kind: 'param'
      readonly id: string
      /** Null where it is the parameter itself. */
      readonly list: BindingList | null
      readonly index: number | null
    }
  | { readonly kind: 'feedback'; readonly id: string }

const PARAM =
  /(?:^|[\s:])params(?:\.([\w$-]+)|\[("(?:[^"\\]|\\.)*")\])(?:\.(inputs|outputs)(?:\[(\d+)\])?)?(?=[.[]|$)/
const FEEDBACK = /(?:^|[\s:])feedback\[(\d+)\]/

/** Null where there is no form for it. */
export function mendingPlace(
  where: string,
  feedback: readonly { readonly id: string }[],
): MendingPlace | null {
  const [, name, quoted, list = null, index = null] = PARAM.exec(where) ?? []
  if (name !== undefined || quoted !== undefined) {
    const id = name ?? (JSON.parse(quoted as string) as string)
    return {
      kind: 'param',
      id,
      list: list as BindingList | null,
      index: index === null ? null : Number(index),
    }
  }
  const light = feedback[Number(FEEDBACK.exec(where)?.[1] ?? -1)]
  return light === undefined ? null : { kind: 'feedback', id: light.id }
}
