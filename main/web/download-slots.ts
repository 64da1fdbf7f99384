// Who may download now: few at a time, because each has the log read for it as long as it lasts.
import { THIS_MACHINE } from '../../shared/base/network-address.ts'
import type { AddressGroup } from '../../shared/base/network-address.ts'
import { HTTP_LIMITS } from './limits.ts'

export class DownloadSlots {
  readonly #taken: AddressGroup[] = []

  /** Null where there is none; else to be given back. */
  take(group: AddressGroup): Disposable | null {
    if (!this.#isFree(group)) return null
    this.#taken.push(group)
    let mine = true
    return {
      [Symbol.dispose]: () => {
        if (mine) this.#taken.splice(this.#taken.indexOf(group), 1)
        mine = false
      },
    }
  }

  #isFree(group: AddressGroup): boolean {
    const { downloads, downloadsPerAddress, reservedDownloads } = HTTP_LIMITS
    if (this.#taken.length >= downloads) return false
    if (this.#taken.filter((taken) => taken === group).length >= downloadsPerAddress) return false
    if (group === THIS_MACHINE) return true
    return this.#taken.filter((taken) => taken !== THIS_MACHINE).length < downloads - reservedDownloads
  }
}
