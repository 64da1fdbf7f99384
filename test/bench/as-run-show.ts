// A busy show as the as-run log hears it: a thousand steps a second of loops, faders by rules, acts of people now and then.
import type { Cell } from '../../main/as-run/messages.ts'

/** Steps a second, by as many loops of as many steps each, which take 320 ms. */
const STEPS = 1000
const LOOPS = 20
const LOOP_STEPS = 16
/** Steps of one kind that go through the dispatcher and are events of their own. */
const HEARD_LOOP = 0
/** Milliseconds between starts of the loops anew, one after the other. */
const RESTART_MS = 5000
/** A fader is moved for so long of every so long; its rule fires by every so manieth message. */
const FADER = { moved: 6000, every: 60_000, rate: 100, fires: 4 } as const
const GO_MS = 15_000
const BATCH_MS = 100

interface Said {
  readonly type: string
  readonly source: string
  readonly cause?: number | null
  readonly lateBy?: number
  readonly subject?: string | null
  readonly runId?: string | null
  readonly text: string
  readonly payload: object
}

/** Numbers that look like measured ones and are the same in every run. */
function noise(): () => number {
  let state = 12_345
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  }
}

export class BusyShow {
  readonly #startAt: number
  readonly #random = noise()
  #cells: Cell[] = []
  #seq = 0
  #at = 0
  #steps = 0
  #messages = 0
  readonly #runs: { id: string; cause: number; since: number }[] = []

  /** `startAt`: wall milliseconds of its first moment. */
  constructor(startAt: number) {
    this.#startAt = startAt
    for (let loop = 0; loop < LOOPS; loop += 1) this.#begin(loop)
  }

  get now(): number {
    return this.#startAt + Math.floor(this.#at)
  }

  get entries(): number {
    return this.#seq
  }

  /** What happens in the next tenth of a second. */
  next(): readonly Cell[] {
    const from = this.#at
    const steps = (STEPS * BATCH_MS) / 1000
    for (let step = 0; step < steps; step += 1) {
      this.#at = from + (step * BATCH_MS) / steps
      this.#step()
    }
    this.#at = from
    if (from % FADER.every < FADER.moved) this.#fader()
    if (from % RESTART_MS < BATCH_MS) this.#restart(Math.floor(from / RESTART_MS) % LOOPS)
    if (from % GO_MS < BATCH_MS) this.#go()
    this.#at = from + BATCH_MS
    const cells = this.#cells
    this.#cells = []
    return cells
  }

  #step(): void {
    const count = this.#steps++
    const loop = count % LOOPS
    const run = this.#runs[loop]
    if (run === undefined) return
    const index = Math.floor(count / LOOPS)
    const step = index % LOOP_STEPS
    const lateBy = 0.02 + this.#random() * 0.2
    const direct = loop !== HEARD_LOOP
    const sent = { target: 'desk', address: `/channel/${loop * LOOP_STEPS + step}/level`, args: [step / 16] }
    const emitted = this.#say({
      ...{ type: 'playlist.emitted', source: `playlist:loop${loop}`, cause: run.cause, lateBy },
      ...{ subject: `loop${loop}`, runId: run.id },
      text: direct
        ? `Loop ${loop} step ${step + 1}, repeat ${Math.floor(index / LOOP_STEPS)}: ${sent.address} ${sent.args[0]} → desk, ${lateBy.toFixed(1)} ms late`
        : '',
      payload: {
        ...{ runId: run.id, playlistId: `loop${loop}`, step, repeat: Math.floor(index / LOOP_STEPS) },
        ...{ offset: step * 20, dueAt: this.#at - lateBy, sentAt: this.#at, lateBy },
        ...(direct
          ? { type: 'osc.send', payload: sent }
          : { type: 'rig.pulse', payload: { level: this.#random() } }),
        direct,
      },
    })
    if (direct) return
    const level = this.#random()
    this.#say({
      ...{ type: 'rig.pulse', source: `playlist:loop${loop}`, cause: emitted },
      ...{ text: `rig.pulse {"level":${level}}`, payload: { level } },
    })
  }

  #fader(): void {
    const messages = (FADER.rate * BATCH_MS) / 1000
    for (let message = 0; message < messages; message += 1) {
      const count = this.#messages++
      // Whatever nothing comes of is not kept.
      if (count % FADER.fires !== 0) {
        this.#seq += 1
        continue
      }
      const address = `/faders/${1 + (Math.floor(this.#at / FADER.every) % 8)}`
      const value = this.#random()
      const received = this.#say({
        ...{ type: 'osc.received', source: 'osc:main', text: `${address} ${value} from 10.0.0.5:9000` },
        payload: {
          ...{ address, types: 'f', args: [value], lateBy: null, latestOnly: true },
          from: { transport: 'udp', host: '10.0.0.5', port: 9000, connection: null },
        },
      })
      this.#rule(received, value)
    }
  }

  #rule(cause: number, value: number): void {
    const rule = {
      schedulerId: 'foyer',
      ruleId: 'follow',
      name: 'Follow the fader',
      execution: this.#messages,
    }
    const about = { source: 'scheduler:foyer', subject: 'foyer/follow' }
    const fired = this.#say({
      ...{ type: 'rule.fired', ...about, cause, text: 'Follow the fader fired by event' },
      payload: { ...rule, trigger: 'event', dueAt: null },
    })
    this.#say({
      ...{ type: 'osc.send', source: 'scheduler:foyer', cause: fired, subject: 'desk' },
      ...{ text: `/main/level ${value} → desk` },
      payload: { target: 'desk', address: '/main/level', args: [value] },
    })
    this.#say({
      ...{ type: 'rule.finished', ...about, cause: fired, text: '' },
      payload: { ...rule, outcome: 'done', error: null },
    })
  }

  #go(): void {
    const args = { list: 'main', cue: null }
    const received = this.#say({
      ...{ type: 'command.received', source: 'screen', subject: 'show.go', text: '' },
      payload: { command: 'show.go', args, by: 'FOH tablet' },
    })
    const accepted = this.#say({
      ...{ type: 'command.accepted', source: 'screen', cause: received, subject: 'show.go' },
      ...{ text: 'show.go by FOH tablet', payload: { command: 'show.go', args, by: 'FOH tablet' } },
    })
    this.#say({
      ...{ type: 'standby.changed', source: 'standby', cause: accepted, text: 'Standby: next' },
      payload: { list: 'main', cue: `cue ${this.#seq}` },
    })
  }

  #restart(loop: number): void {
    const run = this.#runs[loop]
    if (run !== undefined) {
      this.#say({
        ...{
          type: 'playlist.stopped',
          source: `playlist:loop${loop}`,
          runId: run.id,
          subject: `loop${loop}`,
        },
        ...{ cause: null, text: `Loop ${loop} stopped at ${(this.#at - run.since).toFixed(1)} s` },
        payload: { runId: run.id, playlistId: `loop${loop}`, name: `Loop ${loop}`, reason: 'cancelled' },
      })
    }
    this.#begin(loop)
  }

  #begin(loop: number): void {
    const id = `loop${loop}#${this.#seq}`
    const cause = this.#say({
      ...{ type: 'playlist.created', source: `playlist:loop${loop}`, runId: id, subject: `loop${loop}` },
      ...{
        text: `Loop ${loop} started`,
        payload: { runId: id, playlistId: `loop${loop}`, name: `Loop ${loop}` },
      },
    })
    this.#runs[loop] = { id, cause, since: this.#at }
  }

  #say({ type, source, cause = null, lateBy, subject = null, runId = null, text, payload }: Said): number {
    this.#seq += 1
    const at = this.#at + this.#random() * 0.05
    this.#cells.push(this.#seq, at, this.#startAt + Math.floor(at), type, source, cause)
    this.#cells.push(lateBy ?? null, subject, runId, text, JSON.stringify(payload))
    return this.#seq
  }
}
