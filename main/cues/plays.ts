// Cues on their way: pre-waits, what they do, what they started, and what follows from them.
import type { ActingClock } from '../../shared/base/clock.ts'
import { failed, fault, formatFault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { CueAction, CueDefinition } from '../../shared/model/cue.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { TakenBack } from '../../shared/model/kept-state.ts'
import type { InterruptAnswer, OperatorQuestions } from '../../shared/model/interrupt.ts'
import type { CueStop } from '../../shared/model/payload/cue.ts'
import { BegunByCues } from './begun-by-cues.ts'
import type { CueActions, CuePlaylists } from './cue-actions.ts'
import type { CueList } from './cue-list.ts'
import { NOWHERE } from '../../shared/model/cue-order.ts'
import { cueKey, newPlay } from './cue-play.ts'
import type { CuePlay, CueWait, NewStart, Start } from './cue-play.ts'
import { askerOf, CueQuestions } from './cue-questions.ts'
import { holdStates } from './kept-states.ts'
import type { KeptState } from './kept-states.ts'
import { holdWaits } from './kept-waits.ts'
import type { KeptWait } from './kept-waits.ts'
import { LatestPlays } from './latest-plays.ts'
import { Pausing } from './pausing.ts'
import { PlaysOfBefore } from './plays-of-before.ts'
import { publishCue, publishNotBegun } from './cue-said.ts'
import type { CueType, MoreOf } from './cue-said.ts'
import { MOST_QUEUED, Turns } from './turns.ts'
import { Waits } from './waits.ts'

/** Cues that are on their way at once. */
const MOST_PLAYS = 1024

interface PlaysOptions {
  readonly clock: ActingClock
  readonly publish: Publish
  readonly interrupts: OperatorQuestions
  readonly playlists: CuePlaylists
  list(listId: string): CueList | undefined
  /** What is shown of them has changed. */
  changed(): void
}

export class Plays implements Disposable {
  readonly #options: PlaysOptions
  /** Set once, as what they do may start others. */
  #actions: CueActions | null = null
  readonly #active = new Set<CuePlay>()
  readonly #latest = new LatestPlays()
  /** Those that were on their way before the engine was started anew. */
  readonly #before: PlaysOfBefore
  readonly #turns: Turns
  readonly #waits: Waits
  readonly #questions: CueQuestions
  /** What they have begun, and whose it is. */
  readonly begun: BegunByCues
  readonly pausing: Pausing
  #numbers = 0

  constructor(options: PlaysOptions) {
    this.#options = options
    const changed = (play: CuePlay): void => this.#changed(play)
    const settled = (play: CuePlay): void => {
      this.#settle(play)
      this.#turns.drain()
    }
    this.#turns = new Turns(options.clock)
    this.#waits = new Waits({
      clock: options.clock,
      over: (play, kind) => this.#waited(play, kind),
      failed: (play, error) => {
        this.#fail(play, error)
        this.#finish(play)
        this.#turns.drain()
      },
      changed,
    })
    this.#questions = new CueQuestions({
      interrupts: options.interrupts,
      answered: (play, answer, seq) => this.#answered(play, answer, seq),
      changed,
    })
    this.begun = new BegunByCues({
      failed: (play, error) => this.#fail(play, error),
      ended: settled,
      changed,
    })
    this.pausing = new Pausing({
      ...{ waits: this.#waits, questions: this.#questions, playlists: options.playlists },
      holdFades: (play, cause) => this.#actions?.holdFades(play, cause),
      resumeFades: (play, cause) => this.#actions?.resumeFades(play, cause),
      resumed: settled,
      changed,
    })
    this.#before = new PlaysOfBefore({
      ...{ clock: options.clock, latest: this.#latest, waits: this.#waits },
      list: (listId) => options.list(listId),
      nextNumber: () => ++this.#numbers,
      goesOn: (play) => void this.#active.add(play),
    })
  }

  actBy(actions: CueActions): void {
    this.#actions = actions
  }

  active(): readonly CuePlay[] {
    return [...this.#active]
  }

  latest(): Iterable<CuePlay> {
    return this.#latest.values()
  }

  latestOf(listId: string, cueId: string): CuePlay | undefined {
    return this.#latest.of(cueKey(listId, cueId))
  }

  of(listId: string, cueId: string): readonly CuePlay[] {
    return this.active().filter((play) => play.listId === listId && play.cueId === cueId)
  }

  /** Starts a cue, and all that follows from it at once. */
  start(list: CueList, place: number, start: Start): Result<CuePlay> {
    const begun = this.#begin(list, place, start)
    this.#turns.drain()
    return begun
  }

  /** Has something done once what is under way is done, so that no chain of cues is nested in itself. */
  soon(play: CuePlay, work: () => void): void {
    if (!this.#turns.add(work)) this.#fail(play, `${MOST_QUEUED} cues are to start by themselves already`)
  }

  /** Something that a cue has begun has failed, perhaps after it was over. */
  failedLater(play: CuePlay, error: Fault): void {
    this.#fail(play, formatFault(error))
    if (play.phase === 'over' && play.outcome === 'completed') {
      play.outcome = 'failed'
      this.#latest.failed(play)
    }
    this.#changed(play)
  }

  /** Why no other cue may start; null where it may. */
  refusal(where: string): Fault | null {
    return this.#active.size < MOST_PLAYS ? null : tooMany(where)
  }

  #begin(
    list: CueList,
    place: number,
    { from, cause, group, offset = 0, chain = new Set() }: Start,
  ): Result<CuePlay> {
    const cue = list.order.cues[place]
    if (cue === undefined)
      return failed(fault('cue/unknown', list.id, 'there is no such cue', 'look at the list'))
    const refusal = this.refusal(list.id)
    if (refusal !== null) return failed(refusal)
    const key = cueKey(list.id, cue.id)
    if (chain.has(key)) return failed(cameAlready(key))
    chain.add(key)
    const other = this.#latest.of(key)
    const play = this.#newPlay(list, cue, {
      from,
      cause,
      offset,
      chain,
      ...(group !== undefined && { group }),
    })
    this.#active.add(play)
    this.#latest.set(play)
    group?.members.add(play)
    if (other !== undefined && other.phase !== 'over') {
      this.begun.handOver(other, play)
      // Nothing follows from the earlier.
      this.end(other, 'restarted', cause)
    }
    const wait = cue.preWait - offset
    play.offset = Math.max(0, -wait)
    if (wait > 0) {
      this.#publish(play, 'cue.waiting', { from, wait })
      this.#waits.begin(play, 'pre', wait)
    } else this.#act(play)
    return ok(play)
  }

  #newPlay(list: CueList, cue: CueDefinition, start: NewStart): CuePlay {
    this.#numbers += 1
    return newPlay(list.id, cue, start, { number: this.#numbers, now: this.#options.clock.now() })
  }

  /** The operator has passed over a cue: it is shown so, unless it is on its way. */
  passedOver(list: CueList, place: number, cause: number | null): void {
    const cue = list.order.cues[place]
    if (cue === undefined || (this.#latest.of(cueKey(list.id, cue.id))?.phase ?? 'over') !== 'over') return
    const play = this.#newPlay(list, cue, { from: 'go', cause, offset: 0, chain: new Set() })
    Object.assign(play, { phase: 'over', outcome: 'skipped', reason: 'operator', endCause: cause })
    play.endedAt = play.startedAt
    this.#latest.set(play)
    this.#options.changed()
  }

  #waited(play: CuePlay, kind: CueWait['kind']): void {
    if (kind === 'pre') this.#act(play)
    else {
      this.#continue(play, 'continue')
      this.#settle(play)
    }
    this.#turns.drain()
  }

  /** The engine stood still, and the clock with it for so many milliseconds: waits that would long have been over give up. */
  overslept(asleep: number): void {
    this.#waits.overslept(this.active(), asleep)
  }

  #act(play: CuePlay): void {
    const place = this.#placeOf(play)
    play.phase = 'running'
    play.acted = false
    if (place === null) {
      this.end(play, 'removed', play.cause)
      return
    }
    if (!place.list.isArmed(place.at)) {
      play.skipped = true
      play.reason = 'disarmed'
      play.begun = play.cue.actions.length
      play.cause = this.#publish(play, 'cue.skipped', { reason: 'disarmed' }) ?? play.cause
    } else {
      play.cause = this.#publish(play, 'cue.started', { from: play.from }) ?? play.cause
      // Of an earlier start that was paused.
      this.pausing.resumeFades(play, play.cause)
    }
    this.#goOn(play)
  }

  /** The actions that are left, up to the next question. */
  #goOn(play: CuePlay): void {
    const { actions } = play.cue
    for (let action = actions[play.begun]; action !== undefined; action = actions[play.begun]) {
      play.begun += 1
      if (action.action === 'raise_interrupt') {
        if (this.#ask(play, action)) return
        continue
      }
      const done = this.#actions?.perform(action, play)
      this.begun.claim(play)
      // It may have stopped itself.
      if (play.phase === 'over') return
      if (done?.ok === false) this.#fail(play, formatFault(done.error))
    }
    this.#acted(play)
  }

  /** False where the question is answered already. */
  #ask(play: CuePlay, { interrupt }: Extract<CueAction, { action: 'raise_interrupt' }>): boolean {
    const raised = this.#questions.ask(play, interrupt)
    if (raised.ok) return true
    // Nobody can be asked: as if nobody had answered.
    play.phase = 'running'
    if (interrupt.default === true) return false
    this.#fail(play, formatFault(raised.error))
    this.end(play, 'answered', play.cause)
    return true
  }

  #answered(play: CuePlay, answer: InterruptAnswer | null, seq: number): void {
    play.phase = 'running'
    play.cause = seq
    if (answer === true) this.#goOn(play)
    else this.end(play, 'answered', seq)
    this.#turns.drain()
  }

  /** All of it has been done: what it holds starts, and the next cue is waited for. */
  #acted(play: CuePlay): void {
    const place = this.#placeOf(play)
    if (place !== null) {
      const { list, at } = place
      const { cause, chain } = play
      const inside = list.order.stepsInto(at)
      if (inside !== NOWHERE)
        this.soon(play, () => this.#follow(list, inside, { from: 'group', cause, chain }))
      for (const member of list.order.startsWith(at)) {
        this.#follow(list, member, { from: 'group', cause, chain, group: play })
      }
      const wait = play.cue.postWait - play.offset
      if (play.cue.continue === 'auto-continue' && list.order.continuesInto(at) !== NOWHERE) {
        if (wait > 0) this.#waits.begin(play, 'post', wait)
        else this.#continue(play, 'continue')
      }
    }
    play.acted = true
    this.#settle(play)
  }

  /** What starts by itself and cannot is said, as nobody is there to be answered. */
  #follow(list: CueList, place: number, start: Start): void {
    const begun = this.#begin(list, place, start)
    if (begun.ok) return
    publishNotBegun(this.#options.publish, list, place, { error: begun.error, cause: start.cause })
  }

  #continue(play: CuePlay, from: 'continue' | 'follow'): void {
    const { cause, chain } = play
    this.soon(play, () => {
      const place = this.#placeOf(play)
      const next = place === null ? NOWHERE : place.list.order.continuesInto(place.at)
      if (place !== null && next !== NOWHERE) this.#follow(place.list, next, { from, cause, chain })
    })
  }

  /** Ends it where nothing of it is left to come. */
  #settle(play: CuePlay): void {
    this.#changed(play)
    if (play.phase !== 'running' || !play.acted || play.wait !== null || play.pausedFading) return
    if (play.runs.size > 0 || play.fades.size > 0 || play.members.size > 0) return
    if (play.cutShort || (play.interrupted && play.error === null)) {
      const reason = play.cutShort ? 'stopped' : 'interrupted'
      const stopped = this.#publish(play, 'cue.stopped', { reason })
      // What follows comes of it.
      if (play.interrupted) play.cause = stopped ?? play.cause
      play.outcome = 'stopped'
      play.reason = reason
    } else if (play.skipped) play.outcome = 'skipped'
    else if (play.error === null) {
      const lasted = this.#options.clock.now() - play.startedAt
      play.cause = this.#publish(play, 'cue.completed', { lasted }) ?? play.cause
      play.outcome = 'completed'
    }
    if (play.cue.continue === 'auto-follow' && !play.cutShort) this.#continue(play, 'follow')
    this.#finish(play)
  }

  #finish(play: CuePlay): void {
    play.phase = 'over'
    play.outcome ??= play.error === null ? 'completed' : 'failed'
    play.endedAt = this.#options.clock.now()
    play.endCause = play.cause
    this.#active.delete(play)
    this.begun.release(play)
    this.#latest.ended(play)
    this.#changed(play)
    const { group } = play
    if (group?.members.delete(play) === true) this.#settle(group)
  }

  #fail(play: CuePlay, error: string): void {
    if (play.error !== null) return
    play.error = error
    this.#publish(play, 'cue.failed', { error })
  }

  /** Ends a cue that is on its way, and what it started; nothing follows from it. */
  end(play: CuePlay, reason: CueStop, cause: number | null): void {
    if (play.phase === 'over') return
    this.#waits.drop(play)
    this.#questions.clear(play, cause)
    // Of what is no more in the show runs go on as their playlists say, and nobody is left to resume its fades.
    const endsRuns = reason === 'stopped' || reason === 'cue' || reason === 'answered'
    const runs = endsRuns ? [...play.runs] : []
    const fades = endsRuns || (reason === 'removed' && play.pausedFading) ? [...play.fades] : []
    const members = [...play.members]
    play.phase = 'over'
    play.outcome = 'stopped'
    play.reason = reason
    play.cause = cause
    this.#publish(play, 'cue.stopped', { reason })
    for (const member of members) this.end(member, reason, cause)
    this.#finish(play)
    for (const runId of runs) this.#options.playlists.stopRun(runId, cause)
    this.#actions?.stopFades(play, fades, cause)
  }

  endAll(reason: CueStop, cause: number | null): number {
    const ending = this.active()
    this.#turns.clear()
    for (const play of ending) this.end(play, reason, cause)
    return ending.length
  }

  /** Takes back one wait: before it acts, that is its end; after it, nothing follows. */
  cancelWait(number: number, cause: number | null): Result<{ readonly play: number }> {
    const play = this.active().find((one) => one.number === number)
    const wait = play?.wait ?? null
    if (play === undefined || wait === null) {
      const what = 'it waits for nothing'
      return failed(
        fault('cue/not-waiting', `start ${number}`, what, 'it may have gone on; look at the list'),
      )
    }
    if (wait.kind === 'pre') this.end(play, 'stopped', cause)
    else {
      this.#waits.drop(play)
      play.cause = cause
      this.#publish(play, 'cue.waitCancelled', {})
      this.#settle(play)
    }
    return ok({ play: number })
  }

  /** Cues are called so from now on, have changed, or are gone; null where the whole list is. */
  follow(
    present: (play: CuePlay) => { readonly list: CueList; readonly cueId: string } | null,
    cause: number | null,
  ): void {
    const asking = new Map<string, CuePlay>()
    for (const play of this.active()) {
      const now = present(play)
      const place = now === null ? NOWHERE : now.list.order.placeOf(now.cueId)
      const cue = now?.list.order.cues[place]
      if (now === null || cue === undefined) {
        this.end(play, 'removed', cause)
        continue
      }
      const before = askerOf(play)
      play.listId = now.list.id
      play.cueId = now.cueId
      // What has begun to act does what it was then.
      play.cue = play.phase === 'waiting' ? cue : { ...play.cue, ...headOf(cue) }
      if (play.phase === 'asking') asking.set(before, play)
      this.#changed(play)
    }
    this.#questions.rename(asking)
    this.#latest.rename((play) => {
      const now = present(play)
      return now === null ? null : { listId: now.list.id, cueId: now.cueId }
    })
    this.#options.changed()
  }

  /** All lists are begun anew: how those that are over ended is not shown any more. */
  beginAnew(): void {
    this.#latest.beginAnew()
    this.#options.changed()
  }

  /** A hand goes on from a place: at the first that it has gone by, or before that, the list is begun anew. */
  goesAt(list: CueList, place: number): void {
    const gone = Array.from(this.#latest.goneIn(list.id), ({ cueId }) => list.order.placeOf(cueId))
    if (gone.length > 0 && gone.every((at) => place <= at)) this.#latest.beginAnew(list.id)
  }

  /** What outlives the program. */
  hold(): readonly KeptState[] {
    return holdStates(this.#latest.values(), this.#options.clock.now())
  }

  /** How cues stood `age` milliseconds ago, before the engine was started anew. */
  takeBack(states: readonly KeptState[], age: number): void {
    this.#before.takeStates(states, age)
  }

  /** What of them waits, as it outlives the program. */
  holdWaits(): readonly KeptWait[] {
    return holdWaits(this.active(), this.#options.clock.now())
  }

  takeWaits(value: unknown, age: number): TakenBack {
    return this.#before.takeWaits(value, age)
  }

  /** A run of before goes on, perhaps one that a cue had started: which then goes on too, up to what follows its end. */
  runResumed(runId: string, former: string, cause: number): void {
    const play = this.#before.ofRun(former, cause)
    if (play === null) return
    play.cause = cause
    play.runs.add(runId)
    this.begun.claim(play)
    this.#changed(play)
  }

  /** Another show: nothing is known of the cues of before. */
  forget(): void {
    this.#before.forget()
    this.#latest.clear()
    this.#options.changed()
  }

  [Symbol.dispose](): void {
    this.#turns[Symbol.dispose]()
    for (const play of this.#active) this.#waits.drop(play)
    this.#active.clear()
  }

  #placeOf(play: CuePlay): { readonly list: CueList; readonly at: number } | null {
    const list = this.#options.list(play.listId)
    const at = list?.order.placeOf(play.cueId) ?? NOWHERE
    return list === undefined || at === NOWHERE ? null : { list, at }
  }

  /** A group is shown by what is in it. */
  #changed(play: CuePlay): void {
    for (let each: CuePlay | null = play; each !== null; each = each.group) each.view = null
    this.#options.changed()
  }

  #publish<T extends CueType>(play: CuePlay, type: T, more: MoreOf<T>): number | null {
    this.#changed(play)
    return publishCue(this.#options.publish, play, type, more)
  }
}

/** What may change of a cue that acts already. */
function headOf({ id, number, name, continue: goesOn, postWait }: CuePlay['cue']) {
  return { id, number, name, continue: goesOn, postWait }
}

function cameAlready(where: string) {
  const what = 'it came of the same GO already, before the list was put in another order'
  return fault('cue/came-already', where, what, 'start it by hand if it is wanted again')
}

function tooMany(where: string) {
  const what = `${MOST_PLAYS} cues are on their way already`
  return fault('cue/too-many', where, what, 'stop some, or look for cues that start each other')
}
