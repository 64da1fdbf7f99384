// Finds places in ascending numbers.

/** Place of the first that is not below `bound`. */
export function firstFrom(numbers: ArrayLike<number>, bound: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] as number) < bound) low = middle + 1
    else high = middle
  }
  return low
}
