// An id for something new that people have named.

const LONGEST = 40

/** Of the letters and digits of the name that ids have, and one that none has; `without` where nothing is left of the name. */
export function freshId(ids: ReadonlySet<string>, name: string, without: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  const base = plain.slice(0, LONGEST) || without
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`
    if (!ids.has(id)) return id
  }
}
