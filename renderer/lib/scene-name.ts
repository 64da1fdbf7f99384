// What a scene that is called something is named in the show, and at every address.

/** Long enough to be known again, and short enough for an address. */
const LONGEST = 60

/** A name that none of them has, of the letters and digits that names have; `scene` where nothing of it is. */
export function sceneNameFor(label: string, taken: ReadonlySet<string>): string {
  const plain = label
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+|-+$/g, '')
  const base = plain.slice(0, LONGEST) || 'scene'
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken.has(name)) return name
  }
}
