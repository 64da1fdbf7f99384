// Which versions go where those of all shows together take more room than they may.
import { rotate } from './version-rotation.ts'
import type { RotationLimits, Stays } from './version-rotation.ts'
import type { Shelf, ShelvedVersion } from './version-shelf.ts'

/** What goes first: one a day, then one an hour, then those of the last saves that a newer one of its show outlives. */
const ORDER: readonly (Stays | 'newest')[] = ['day', 'hour', 'recent', 'first', 'newest']

interface Candidate {
  readonly shelf: Shelf
  readonly version: ShelvedVersion
  readonly rank: number
}

/** By shelf, the oldest of each kind first; never the newest of `own`. */
export function overBound(
  shelves: Iterable<Shelf>,
  own: Shelf,
  limits: RotationLimits & { readonly bytes: number },
): ReadonlyMap<Shelf, readonly ShelvedVersion[]> {
  const all = [...shelves]
  let bytes = all.reduce((sum, { contents }) => sum + sumOf(contents.values()), 0)
  const going = new Map<Shelf, ShelvedVersion[]>()
  if (bytes <= limits.bytes) return going
  const users = new Map<unknown, number>()
  for (const shelf of all)
    for (const { digest } of shelf.versions) {
      const content = shelf.contents.get(digest)
      users.set(content, (users.get(content) ?? 0) + 1)
    }
  const candidates = all.flatMap((shelf) => candidatesOf(shelf, shelf === own, limits))
  candidates.sort((left, right) => left.rank - right.rank || left.version.seq - right.version.seq)
  for (const { shelf, version } of candidates) {
    if (bytes <= limits.bytes) break
    const others = going.get(shelf) ?? []
    going.set(shelf, [...others, version])
    const content = shelf.contents.get(version.digest)
    const left = (users.get(content) ?? 1) - 1
    users.set(content, left)
    if (left === 0) bytes -= content?.bytes ?? 0
  }
  return going
}

function candidatesOf(shelf: Shelf, isOwn: boolean, limits: RotationLimits): readonly Candidate[] {
  const stays = rotate(shelf.versions, limits)
  const newest = shelf.versions.at(-1)
  return shelf.versions.flatMap((version) => {
    if (version === newest && isOwn) return []
    const why = version === newest ? 'newest' : (stays.get(version.seq) ?? 'day')
    return [{ shelf, version, rank: ORDER.indexOf(why) }]
  })
}

function sumOf(names: Iterable<{ readonly bytes: number }>): number {
  let sum = 0
  for (const { bytes } of names) sum += bytes
  return sum
}
