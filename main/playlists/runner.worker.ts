// A runner thread: sleeps until just before the next step is due, spins the rest, sends, reports.
import { availableParallelism, constants, setPriority } from 'node:os'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { MessageRing } from '../../shared/base/message-ring.ts'
import { SystemClock } from '../clock.ts'
import { DirectSockets } from './direct-sockets.ts'
import { machineTime } from './machine-time.ts'
import {
  REPORT,
  encodeAnchored,
  encodeCaughtUp,
  encodeEmission,
  encodeSendFailure,
  encodeSlept,
  encodeStopped,
} from './reports.ts'
import { Runner } from './runner.ts'
import type { RunnerSink } from './runner-protocol.ts'
import type { PostedCommand } from './runner-thread.ts'
import { CONTROL, RESERVED_REPORT_BYTES } from './thread-memory.ts'
import type { ThreadData } from './thread-memory.ts'

/**
 * A sleeping thread wakes late by up to about half a millisecond (p99) where cores are busy, so the last stretch is spun.
 */
const SPIN_MS = 0.5
/** Longest sleep: the loop must get a turn now and then for socket errors, and main must see that the thread lives. */
const HEARTBEAT_MS = 100
/** The same without any run. */
const IDLE_HEARTBEAT_MS = 1000
/** Even under a stream of steps without a pause the event loop gets a turn this often. */
const TURN_MS = 20
/** How soon an emission is tried again that found no room for its report. */
const RETRY_MS = 1

if (parentPort === null) throw new Error('runner.worker runs as a worker thread only')
const port = parentPort
const { memory, clockOrigin } = workerData as ThreadData
const { control, progress } = memory
const reports = MessageRing.attach(memory.reports)
const clock = new SystemClock(clockOrigin)
/** Place of each run's cursor in `progress`. */
const slots = new Map<number, number>()

function report(id: number, bytes: Uint8Array): void {
  reports.put(id, bytes)
}

const sockets = new DirectSockets((target, message) => {
  // A target that is away fails with every packet: under pressure the count may suffer, never the show.
  if (hasRoom()) report(REPORT.sendFailed, encodeSendFailure(target, message))
})

function hasRoom(): boolean {
  return reports.size - reports.length > RESERVED_REPORT_BYTES
}

const sink: RunnerSink = {
  send: (target, packet) => sockets.send(target, packet),
  emitted(emission) {
    if (hasRoom()) {
      report(REPORT.emitted, encodeEmission(emission))
      return true
    }
    if (emission.direct) Atomics.add(control, CONTROL.dropped, 1)
    return false
  },
  anchored: (run, anchor, asking) => report(REPORT.anchored, encodeAnchored(run, anchor, asking)),
  caughtUp(caughtUp) {
    if (!hasRoom()) return false
    report(REPORT.caughtUp, encodeCaughtUp(caughtUp))
    return true
  },
  slept: (run, anchor, sleptMs) => report(REPORT.slept, encodeSlept(run, anchor, sleptMs)),
  stopped(run, ending, anchor) {
    slots.delete(run)
    report(REPORT.stopped, encodeStopped(run, anchor, ending))
  },
  progressed(run, cursor) {
    Atomics.store(progress, slots.get(run) as number, cursor)
  },
}
const runner = new Runner(clock, sink)
let lookedAt = -Infinity

/** Before anything is played after a wait: the machine may have slept in it. */
function lookAround(): void {
  const now = clock.now()
  if (now - lookedAt < HEARTBEAT_MS) return
  lookedAt = now
  runner.look(machineTime(now))
}

function takeCommands(): void {
  for (;;) {
    const received = receiveMessageOnPort(port) as { message: PostedCommand } | undefined
    if (received === undefined) return
    const { command, slot } = received.message
    if (command.kind === 'load') for (const target of command.timeline.targets) sockets.open(target)
    if (command.kind === 'start') slots.set(command.start.run, slot)
    runner.apply(command)
  }
}

/** Rings main once for any number of reports. */
function ring(): void {
  if (reports.length > 0 && Atomics.exchange(control, CONTROL.doorbell, 1) === 0) port.postMessage(null)
}

/**
 * Asks to be woken before anything else that wants the processor. Linux keeps a priority for each thread; elsewhere this
 * would raise the whole process. On a single core the main thread could be starved, and with it the command to stop.
 */
function askForPriority(): void {
  if (process.platform !== 'linux' || availableParallelism() === 1) return
  try {
    setPriority(0, constants.priority.PRIORITY_HIGHEST)
  } catch {
    // Only a service or a user with the right to it may; steps are then as punctual as the system's load allows.
  }
}

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))

async function play(): Promise<never> {
  askForPriority()
  let turnedAt = clock.now()
  // The first message says that this thread plays; later ones that reports wait.
  port.postMessage(null)
  for (;;) {
    const seen = Atomics.load(control, CONTROL.wake)
    lookAround()
    takeCommands()
    // A command that arrives between two steps is obeyed before the second: stop wins.
    while (Atomics.load(control, CONTROL.wake) === seen && runner.emitNext()) {
      if (clock.now() - turnedAt > TURN_MS) break
    }
    ring()
    Atomics.add(control, CONTROL.heartbeat, 1)
    const dueAt = runner.nextDueAt() ?? Infinity
    let remaining = dueAt - clock.now()
    if (remaining > SPIN_MS || clock.now() - turnedAt > TURN_MS) {
      await turn()
      turnedAt = clock.now()
      remaining = dueAt - turnedAt
    }
    if (remaining > SPIN_MS) {
      const heartbeat = slots.size === 0 ? IDLE_HEARTBEAT_MS : HEARTBEAT_MS
      Atomics.wait(control, CONTROL.wake, seen, Math.min(remaining - SPIN_MS, heartbeat))
    } else if (remaining <= 0 && !hasRoom()) {
      Atomics.wait(control, CONTROL.wake, seen, RETRY_MS)
    }
    if (dueAt - clock.now() <= SPIN_MS) {
      while (clock.now() < dueAt && Atomics.load(control, CONTROL.wake) === seen);
    }
  }
}

void play()
