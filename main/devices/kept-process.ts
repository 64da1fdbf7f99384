// Keeps the process of the device libraries running: started again with growing pauses when it ends, hangs or raves.
import { backOff } from '../../shared/base/back-off.ts'
import { everyBeat } from '../../shared/base/beat.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { within } from '../../shared/base/within.ts'
import { messageOf } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { AskedMessage } from './messages.ts'
import type { DeviceProcess, StartDeviceProcess } from './process.ts'
import type { Said } from './report.ts'
import { SaidReader } from './said.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000
/** After so long without a loss earlier ones are forgiven. */
const CALM_MS = 60_000
const LOOK_MS = 500
/** Bytes after which the process is told that they have been taken. */
const CONFIRM_BYTES = 32 * 1024
/**
 * Looks in a row that find nothing said before it counts as hung: ten seconds, for a slow machine may load a library for most
 * of them, and a minute until it has said its first word.
 */
const SILENT_LOOKS = { running: 20, starting: 120 } as const
/** Of its end, after which it is killed. Closing the whole engine takes no longer than a second and a half. */
const CLOSE_WITHIN_MS = 1_000
/** Until the system has ended a killed process; one that it cannot end is left to it. */
const KILL_WITHIN_MS = 250

export interface KeptProcessListener {
  /** One has been started; what is told now is the first that it hears. */
  started(): void
  said(said: Said): void
  /** It is no more; nothing of it is heard until the next is started. `how` is a part of a sentence: `SIGSEGV`. */
  lost(code: LossCode, how: string): void
}

/** Why it is no more: it ended, said what nobody understands, told that it failed, or did not answer. */
export type LossCode = 'devices/ended' | 'devices/corrupt' | 'devices/failed' | 'devices/silent'

interface KeptProcessOptions {
  readonly clock: Clock
  readonly start: StartDeviceProcess
}

export class KeptProcess implements AsyncDisposable {
  readonly #clock: Clock
  readonly #start: StartDeviceProcess
  readonly #listener: KeptProcessListener
  /** Not yet ended as far as is known; one that has been given up is no longer listened to. */
  #process: DeviceProcess | null = null
  /** What the process in `#process` may still be heard by; anew for each. */
  #hearing: object | null = null
  #startedAt = 0
  #losses = 0
  #hasSpoken = false
  #silentLooks = 0
  #unconfirmed = 0
  /** The start to come, or the wait before it. */
  #next: Disposable | null = null
  #look: Disposable
  #ended = Promise.withResolvers<undefined>()
  #closed = false

  constructor({ clock, start }: KeptProcessOptions, listener: KeptProcessListener) {
    this.#clock = clock
    this.#start = start
    this.#listener = listener
    this.#look = everyBeat(this.#clock, LOOK_MS, () => this.#lookNow())
    this.#startAfter(0)
  }

  get pid(): number | null {
    return this.#process?.pid ?? null
  }

  send(asked: AskedMessage): void {
    this.#process?.say(JSON.stringify(asked))
  }

  /** What is JSON already. */
  sendText(text: string): void {
    this.#process?.say(text)
  }

  /** Nobody can follow it any more: it is given up, as if it had ended. */
  confused(what: string): void {
    this.#giveUp('devices/corrupt', `it said what nobody understands, ${what}`)
  }

  /** It is asked to let go of everything and end; what it says meanwhile is still heard. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    dispose(this.#next)
    dispose(this.#look)
    if (this.#process === null) return
    this.#process.close()
    await this.#endedWithin(CLOSE_WITHIN_MS)
    this.#kill()
    await this.#endedWithin(KILL_WITHIN_MS)
    this.#hearing = null
  }

  async #endedWithin(ms: number): Promise<void> {
    if (this.#process === null) return
    await within(this.#clock, ms, this.#ended.promise)
  }

  #startAfter(ms: number): void {
    this.#next = this.#clock.upkeep(monotonicMs(this.#clock.now() + ms), () => {
      this.#next = null
      this.#begin()
    })
  }

  #begin(): void {
    const hearing = {}
    const reader = new SaidReader()
    const isHeard = (): boolean => this.#hearing === hearing
    this.#hearing = hearing
    this.#hasSpoken = false
    this.#silentLooks = 0
    this.#unconfirmed = 0
    this.#startedAt = this.#clock.now()
    this.#ended = Promise.withResolvers<undefined>()
    try {
      this.#process = this.#start({
        said: (frame) => {
          if (isHeard()) this.#hear(reader.read(frame), frame.length)
        },
        confused: (what) => {
          if (isHeard()) this.confused(what)
        },
        ended: (how) => this.#end(how, isHeard()),
      })
    } catch (thrown) {
      this.#end(`it could not be started: ${messageOf(thrown)}`, true)
      return
    }
    this.#listener.started()
  }

  #hear(said: Result<Said, string>, bytes: number): void {
    this.#hasSpoken = true
    this.#silentLooks = 0
    if (!said.ok) this.confused(said.error)
    else if (said.value.kind === 'failed') this.#giveUp('devices/failed', said.value.message)
    else if (said.value.kind !== 'alive') this.#listener.said(said.value)
    this.#unconfirmed += bytes
    if (this.#unconfirmed < CONFIRM_BYTES || this.#hearing === null) return
    this.send({ kind: 'taken', bytes: this.#unconfirmed })
    this.#unconfirmed = 0
  }

  /** The successor is started when both its end and the wait are over: two would fight for the devices. */
  #end(how: string, isHeard: boolean): void {
    this.#process = null
    if (isHeard) this.#lose('devices/ended', how)
    this.#ended.resolve(undefined)
    if (!this.#closed) this.#startAfter(this.#wait())
  }

  #giveUp(code: LossCode, how: string): void {
    this.#lose(code, how)
    this.#kill()
  }

  #kill(): void {
    this.#process?.kill()
  }

  #lose(code: LossCode, how: string): void {
    this.#hearing = null
    if (this.#closed) return
    this.#losses = this.#clock.now() - this.#startedAt >= CALM_MS ? 1 : this.#losses + 1
    this.#listener.lost(code, how)
  }

  #wait(): number {
    return backOff(this.#losses, FIRST_WAIT_MS, LONGEST_WAIT_MS)
  }

  // A stall of this thread costs one look, whatever its length, so it is never taken for a hung process.
  #lookNow(): void {
    if (this.#hearing === null) return
    this.#silentLooks += 1
    const limit = this.#hasSpoken ? SILENT_LOOKS.running : SILENT_LOOKS.starting
    if (this.#silentLooks >= limit) this.#giveUp('devices/silent', 'it no longer answered')
  }
}
