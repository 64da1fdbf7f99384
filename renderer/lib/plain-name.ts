// What a thing that is called something is named in the show, and at every address.

/** Long enough to be known again, and short enough for an address. */
const LONGEST = 60

/** Of the letters and digits that names have; empty where nothing of it is. */
export function plainName(label: string): string {
  return label
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, LONGEST)
}

/** A name that none of them has; `scene` where nothing of it is. */
export function sceneNameFor(label: string, taken: ReadonlySet<string>): string {
  const base = plainName(label) || 'scene'
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken.has(name)) return name
  }
}
