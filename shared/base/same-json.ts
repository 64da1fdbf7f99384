// Whether two values of a show or of a message are the same, member by member.

/** Whether two JSON values are the same. Of a large show it finds so several times as fast as a comparison of any objects. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    // Of a long list that was edited nearly all are the very same.
    for (let index = 0; index < a.length; index += 1)
      if (!Object.is(a[index], b[index]) && !isSameJson(a[index], b[index])) return false
    return true
  }
  if (Array.isArray(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !isSameJson(a[key as keyof typeof a], b[key as keyof typeof b]))
      return false
  }
  return true
}
