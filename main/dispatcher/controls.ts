// Every control of every sender that has been heard of lately, for a bounded number of both.
import { dispose } from '../../shared/base/disposable.ts'
import { Recent } from '../../shared/base/recent.ts'
import type { EventDraft } from '../../shared/model/event.ts'
import type { Manner } from '../../shared/model/signal.ts'
import { REMEMBERED_CONTROLS, REMEMBERED_SENDERS } from './defaults.ts'
import { newControl } from './level.ts'
import type { Control, Level } from './level.ts'

export interface Tracked extends Control {
  readonly level: Level
  /** By the key of a profile; null until one is asked for. */
  levels: Map<string, Level> | null
  unsettled: Unsettled | null
}

/** The latest that was heard of a control since it bounced. */
export interface Unsettled {
  draft: EventDraft
  readonly manner: Manner
  cause: number | null
  timer: Disposable | null
}

/** Those of one sender. */
export type Controls = Recent<Tracked>

export class Senders implements Disposable {
  readonly #forgot: (controls: number) => void
  readonly #isListed: (sender: string) => boolean
  /** Those on the network, whose addresses can be made up. */
  readonly #strangers: Recent<Controls>
  /** Devices, and those on the network that the show lists: no number of strangers pushes them out. */
  readonly #own: Recent<Controls>
  /** Who was asked for last: most often it is the same sender again. */
  #last: { readonly source: string; readonly sender: string; readonly controls: Controls } | null = null

  /** `forgot` is told how many controls had to go for lack of room. */
  constructor(forgot: (controls: number) => void, isListed: (sender: string) => boolean) {
    this.#forgot = forgot
    this.#isListed = isListed
    const gone = (controls: Iterable<Controls>): void => {
      for (const { size } of controls) forgot(size)
    }
    this.#strangers = new Recent(REMEMBERED_SENDERS, gone)
    this.#own = new Recent(REMEMBERED_SENDERS, gone)
  }

  controlsOf(source: string, sender: string): Controls {
    if (this.#last?.source === source && this.#last.sender === sender) return this.#last.controls
    const key = sender === '' ? source : `${source} ${sender}`
    const senders = sender === '' || this.#isListed(sender) ? this.#own : this.#strangers
    let controls = senders.get(key)
    if (controls === undefined) {
      controls = new Recent(this.#share, (gone) => this.#forgot([...gone].length))
      senders.add(key, controls)
    }
    this.#last = { source, sender, controls }
    return controls
  }

  /** The more senders there are, the fewer controls of each: senders can be made up. */
  readonly #share = (): number => {
    const { most, least, together } = REMEMBERED_CONTROLS
    const senders = this.#strangers.size + this.#own.size
    return Math.min(most, Math.max(least, Math.floor(together / senders)))
  }

  /** A device is gone: what it tells when it comes back is its first. */
  forget(source: string): void {
    endTimers(this.#own.get(source))
    this.#own.delete(source)
    this.#last = null
  }

  [Symbol.dispose](): void {
    for (const senders of [this.#own, this.#strangers]) {
      for (const [, controls] of senders.entries()) endTimers(controls)
    }
  }
}

export function trackedOf(controls: Controls, name: string): Tracked {
  const known = controls.get(name)
  if (known !== undefined) return known
  const level: Level = { side: 0, complete: false, edgeAt: -Infinity, pressedAt: -Infinity }
  const tracked: Tracked = { ...newControl(), level, levels: null, unsettled: null }
  controls.add(name, tracked)
  return tracked
}

function endTimers(controls: Controls | undefined): void {
  for (const [, { unsettled }] of controls?.entries() ?? []) dispose(unsettled?.timer)
}
