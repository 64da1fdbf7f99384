// A map that is not to grow without end.

/** Sets an entry, at its place or behind the others, and forgets the first where there are more than `most`. */
export function setBounded<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.set(key, value)
  if (map.size > most) map.delete(map.keys().next().value as K)
}
