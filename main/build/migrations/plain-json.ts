// Plain JSON with parts of it changed: what is not of the expected shape, and what does not change, is the very same value after it.

export type PlainObject = Readonly<Record<string, unknown>>
export type Change = (value: unknown) => unknown

export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Changes these fields of an object, where it has them. */
export function withFields(changes: Readonly<Record<string, Change>>): Change {
  const fields = Object.entries(changes)
  return (value) => {
    if (!isPlainObject(value)) return value
    let next: PlainObject = value
    for (const [field, change] of fields) {
      if (!Object.hasOwn(value, field)) continue
      const changed = change(value[field])
      if (changed !== value[field]) next = { ...next, [field]: changed }
    }
    return next
  }
}

/** Changes each member of a list. */
export function withEach(change: Change): Change {
  return (value) => {
    if (!Array.isArray(value)) return value
    const members: readonly unknown[] = value
    const next = members.map(change)
    return next.some((member, index) => member !== members[index]) ? next : members
  }
}

/** Changes every text in it, however deep. */
export function withTexts(change: (text: string) => string): Change {
  const within: Change = (value) => {
    if (typeof value === 'string') return change(value)
    if (Array.isArray(value)) return withEach(within)(value)
    if (!isPlainObject(value)) return value
    return withFields(Object.fromEntries(Object.keys(value).map((field) => [field, within])))(value)
  }
  return within
}
