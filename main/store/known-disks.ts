// On which disk each file was when it was read or saved last: a folder stays when the disk that lay in it goes away.

/** A program of this kind has one show open at a time; who opens more forgets the first. */
const MOST = 64

export class KnownDisks {
  readonly #disks = new Map<string, number>()

  /** `device` as the system numbers it, until it starts again. */
  seen(path: string, device: number): void {
    this.#disks.delete(path)
    this.#disks.set(path, device)
    for (const oldest of this.#disks.keys()) {
      if (this.#disks.size <= MOST) break
      this.#disks.delete(oldest)
    }
  }

  /** Whether a file is on another disk than that which was seen there. */
  isAway(path: string, device: number): boolean {
    const seen = this.#disks.get(path)
    return seen !== undefined && seen !== device
  }
}
