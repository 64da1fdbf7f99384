// The name that was probably meant.

/** Longer names are not compared: the work grows with the product of both lengths. */
const LONGEST = 120

/** Single-character edits (insert, remove, replace, swap neighbours) that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1]
      let least = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        least = Math.min(least, (beforeLast[column - 2] as number) + 1)
      }
      current.push(least)
    }
    beforeLast = last
    last = current
  }
  return last[to.length] as number
}

/** The one of `names` that a slip of the hand turns into `name`, ignoring case; null where none is near. */
export function nearestName(name: string, names: Iterable<string>): string | null {
  if (name.length > LONGEST) return null
  const allowed = Math.max(1, Math.floor(name.length / 3))
  const wanted = name.toLowerCase()
  let nearest: string | null = null
  let leastEdits = allowed + 1
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= leastEdits) continue
    const edits = editDistance(wanted, candidate.toLowerCase())
    if (edits < leastEdits) {
      leastEdits = edits
      nearest = candidate
    }
  }
  return nearest
}
