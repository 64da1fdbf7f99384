// Whether two values are written the same, the order of fields included; looked at only so far.

/**
 * False also where it would have to look at more than about `most` values: for whoever goes on to look at their parts. Values that
 * are the very same object are one.
 */
export function isExactJson(left: unknown, right: unknown, most = 2000): boolean {
  return new Comparison(most).isExact(left, right)
}

class Comparison {
  #left: number

  constructor(most: number) {
    this.#left = most
  }

  isExact(left: unknown, right: unknown): boolean {
    if (Object.is(left, right)) return true
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
    this.#left -= 1
    if (this.#left < 0) return false
    if (Array.isArray(left) || Array.isArray(right)) {
      return Array.isArray(left) && Array.isArray(right) && this.#isExactList(left, right)
    }
    const [names, others] = [Object.keys(left), Object.keys(right)]
    if (names.length !== others.length) return false
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] as keyof typeof left
      if (name !== others[index] || !this.isExact(left[name], right[name])) return false
    }
    return true
  }

  #isExactList(left: readonly unknown[], right: readonly unknown[]): boolean {
    if (left.length !== right.length) return false
    for (let index = 0; index < left.length; index += 1) {
      if (Object.is(left[index], right[index])) continue
      if (!this.isExact(left[index], right[index])) return false
    }
    return true
  }
}
