// A runner thread: sleeps until just before the next step is due, spins the rest, sends, reports.
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { MessageRing } from '../../shared/base/message-ring.ts'
import { SystemClock } from '../clock.ts'
import { DirectSockets } from './direct-sockets.ts'
import { HandedOn } from './handed-on.ts'
import { machineTime } from './machine-time.ts'
import {
  REPORT,
  encodeAnchored,
  encodeCaughtUp,
  encodeEmission,
  encodeFadeEnded,
  encodeRampEnded,
  encodeRampsSent,
  encodeRampsTold,
  encodeSendFailure,
  encodeSlept,
  encodeStopped,
  encodeTick,
} from './reports.ts'
import { Routes } from './routes.ts'
import { Runner } from './runner.ts'
import type { Emission, RunnerSink } from './runner-protocol.ts'
import type { Posted } from './runner-thread.ts'
import { beginSending, endSending } from './sending.ts'
import { CONTROL, RANKS, RESERVED_REPORT_BYTES } from './thread-memory.ts'
import type { ThreadData } from './thread-memory.ts'
import { askForRank } from './thread-rank.ts'
import { WakeUpMargin } from './wake-up.ts'

/**
 * Right after a send this thread sleeps for so long: the system has woken the receiver on this very core, where it could not
 * run before. Reports of what has left wait meanwhile.
 */
const YIELD_MS = 0.1
/** Reports of packets that have left and are not written yet. */
const MOST_LEFT = 64
/** Longest sleep: the loop must get a turn now and then for socket errors, and main must see that the thread lives. */
const HEARTBEAT_MS = 100
/** The same without any run. */
const IDLE_HEARTBEAT_MS = 1000
/** Even under a stream of steps without a pause the event loop gets a turn this often. */
const TURN_MS = 20
/** However many commands come, main must see so often that the thread lives. */
const COMMANDS_MS = 5
/** A thread that plays without a pause rests so long after each of these turns: at its rank hardly anybody else gets the core. */
const REST_MS = 1
/** Long enough for what is hottest to be compiled before a show, and not in it. */
const WARM_UP_MS = 3
/** While a socket opens the event loop gets a turn this often. */
const OPENING_MS = 1
/** How soon an emission is tried again that found no room for its report. */
const RETRY_MS = 1

if (parentPort === null) throw new Error('runner.worker runs as a worker thread only')
const port = parentPort
const { memory, clockOrigin, routes } = workerData as ThreadData
const { control, progress } = memory
const reports = MessageRing.attach(memory.reports)
const clock = new SystemClock(clockOrigin)
/** Place of each run's cursor in `progress`. */
const slots = new Map<number, number>()

/** Whether a packet was sent since receivers last had their turn. */
let sent = false
/** Packets that have left, whose reports wait until the receivers had their turn. */
const left: Emission[] = []

const handedOn = new HandedOn(control)
/** Whose packet could not be sent just now: its step is handed on next. */
let unsent: string | null = null

function put(id: number, bytes: Uint8Array, target: string | null = null): void {
  reports.put(id, bytes)
  handedOn.reported(target)
}

function reportLeft(): void {
  for (const emission of left) {
    if (hasRoom()) put(REPORT.emitted, encodeEmission(emission))
    else Atomics.add(control, CONTROL.dropped, 1)
  }
  left.length = 0
}

const sockets = new DirectSockets(clock, (target, message, run) => {
  // A target that is away fails with every packet: under pressure the count may suffer, never the show.
  if (hasRoom()) put(REPORT.sendFailed, encodeSendFailure(target, message, run))
})

function hasRoom(): boolean {
  return reports.size - reports.length > RESERVED_REPORT_BYTES
}

/** After what has left before it. */
function reportOrDrop(id: number, bytes: Uint8Array): void {
  if (hasRoom()) put(id, bytes)
  else Atomics.add(control, CONTROL.dropped, 1)
}

const sink: RunnerSink = {
  opens: (target) => sockets.opens(target),
  send(target, packet, run) {
    const hasLeft = !handedOn.waits(target) && sockets.send(target, packet, run)
    unsent = hasLeft ? null : target
    sent ||= hasLeft
    return hasLeft
  },
  emitted(emission) {
    if (emission.direct) {
      if (left.push(emission) === MOST_LEFT) reportLeft()
      return true
    }
    const target = unsent
    unsent = null
    reportLeft()
    if (!hasRoom()) return false
    put(REPORT.emitted, encodeEmission(emission), target)
    return true
  },
  anchored(run, anchor, asking) {
    reportLeft()
    put(REPORT.anchored, encodeAnchored(run, anchor, asking))
  },
  caughtUp(caughtUp) {
    reportLeft()
    if (!hasRoom()) return false
    put(REPORT.caughtUp, encodeCaughtUp(caughtUp))
    return true
  },
  slept(run, anchor, sleptMs) {
    reportLeft()
    put(REPORT.slept, encodeSlept(run, anchor, sleptMs))
  },
  stopped(run, ending, anchor) {
    slots.delete(run)
    reportLeft()
    put(REPORT.stopped, encodeStopped(run, anchor, ending))
  },
  bundles: (target) => sockets.bundles(target),
  ticked(tick) {
    unsent = null
    reportLeft()
    if (!hasRoom()) return false
    put(REPORT.ticked, encodeTick(tick))
    return true
  },
  rampEnded: (ended) => reportOrDrop(REPORT.rampEnded, encodeRampEnded(ended)),
  // Whoever began it waits for this.
  fadeEnded: (fade, how) => put(REPORT.fadeEnded, encodeFadeEnded(fade, how)),
  rampsTold: (tally) => reportOrDrop(REPORT.rampsTold, encodeRampsTold(tally)),
  rampsSent: (target, packets) => reportOrDrop(REPORT.rampsSent, encodeRampsSent(target, packets)),
  rampsPlay(count, every) {
    Atomics.store(control, CONTROL.ramps, count)
    Atomics.store(control, CONTROL.rampsEvery, every)
  },
  progressed(run, cursor) {
    Atomics.store(progress, slots.get(run) as number, cursor)
  },
}
const runner = new Runner(clock, sink, new Routes(routes))
const margin = new WakeUpMargin()
let lookedAt = -Infinity
let restedAt = clock.now()

/** Before anything is played after a wait: the machine may have slept in it. */
function lookAround(): void {
  const now = clock.now()
  if (now - lookedAt < HEARTBEAT_MS) return
  lookedAt = now
  runner.look(machineTime(now))
}

/** False where more of them wait. */
function takeCommands(): boolean {
  const until = clock.now() + COMMANDS_MS
  while (clock.now() < until) {
    const received = receiveMessageOnPort(port) as { message: Posted } | undefined
    if (received === undefined) return true
    const { message } = received
    if ('stop' in message) {
      // What is left behind by a stop is sent here: a panic that comes meanwhile waits for it, or is seen.
      beginSending(control)
      const stays = message.stays || Atomics.load(control, CONTROL.panics) !== message.panics
      for (const run of message.stop) runner.apply({ kind: 'stop', run, stays })
      continue
    }
    if ('fade' in message) {
      runner.fade(message.fade)
      continue
    }
    if ('route' in message) {
      sockets.route(message.route)
      continue
    }
    const { command, slot } = message
    if (command.kind === 'start') slots.set(command.start.run, slot)
    runner.apply(command)
  }
  return false
}

/** Rings main once for any number of reports. */
function ring(): void {
  if (reports.length > 0 && Atomics.exchange(control, CONTROL.doorbell, 1) === 0) port.postMessage(null)
}

/** Sleeps until then; false where a command came before. */
function sleepUntil(at: number, seen: number): boolean {
  const remaining = at - clock.now()
  if (remaining <= 0) return false
  const outcome = Atomics.wait(control, CONTROL.wake, seen, remaining)
  if (outcome !== 'not-equal') restedAt = clock.now()
  return outcome === 'timed-out'
}

function longestSleep(): number {
  if (sockets.isOpening) return OPENING_MS
  return slots.size === 0 ? IDLE_HEARTBEAT_MS : HEARTBEAT_MS
}

/** A loop so hot is compiled wherever it stands: alone that takes little, within `play` it took a core 20 ms in the middle of a show. */
function spinUntil(at: number, seen: number): void {
  while (clock.now() < at && Atomics.load(control, CONTROL.wake) === seen);
}

const sendsAnswered = (): Promise<void> => new Promise((resume) => process.nextTick(resume))
const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))

async function play(): Promise<never> {
  Atomics.store(control, CONTROL.rank, RANKS.indexOf(askForRank()))
  let turnedAt = clock.now()
  // The first message says that this thread plays; later ones that reports wait.
  port.postMessage(null)
  spinUntil(clock.now() + WARM_UP_MS, Atomics.load(control, CONTROL.wake))
  for (;;) {
    const seen = Atomics.load(control, CONTROL.wake)
    lookAround()
    const tookAll = takeCommands()
    beginSending(control)
    // A command that arrives between two steps is obeyed before the second: stop wins.
    while (tookAll && Atomics.load(control, CONTROL.wake) === seen && runner.emitNext()) {
      if (clock.now() - turnedAt > TURN_MS) break
    }
    const dueAt = runner.nextDueAt() ?? Infinity
    if (sent) {
      sent = false
      sleepUntil(Math.min(clock.now() + YIELD_MS, dueAt - margin.ms), seen)
      // A send that failed is repeated before any command is taken: nothing of a stopped run leaves.
      await sendsAnswered()
    }
    endSending(control)
    reportLeft()
    ring()
    Atomics.add(control, CONTROL.heartbeat, 1)
    const pausesAt = clock.now()
    if (sockets.isOpening || dueAt - pausesAt > TURN_MS || pausesAt - turnedAt > TURN_MS) {
      await turn()
      turnedAt = clock.now()
    }
    if (!tookAll) continue
    if (turnedAt - restedAt > TURN_MS) sleepUntil(clock.now() + REST_MS, seen)
    if (dueAt <= clock.now()) {
      if (!hasRoom()) sleepUntil(clock.now() + RETRY_MS, seen)
      continue
    }
    const wakeAt = Math.min(dueAt - margin.ms, clock.now() + longestSleep())
    // A heartbeat tells nothing of how late a step would be.
    if (sleepUntil(wakeAt, seen) && dueAt - wakeAt < 1) margin.woke(clock.now() - wakeAt)
    if (dueAt - clock.now() <= margin.ms) spinUntil(dueAt, seen)
  }
}

void play()
