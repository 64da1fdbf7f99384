// The thread that writes the log's file, or the one that reads it.
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { monotonicMs } from '../../shared/base/clock.ts'
import { SystemClock } from '../clock.ts'
import { collectGarbage } from '../collect-garbage.ts'
import type { Asked, ReaderData, WriterData, WriterRequest } from './messages.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

if (parentPort === null) throw new Error('as-run.worker runs as a worker thread only')
const port = parentPort
const data = workerData as WriterData | ReaderData

/** What was done may be written down a little later. Linux keeps a priority for each thread; elsewhere this would slow the engine. */
function stepBack(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // A system that forbids even this; the log then competes with the show like any thread.
  }
}

stepBack()

/**
 * Milliseconds of work at a time, and of rest after it. A scheduler lets whoever runs finish its slice of some milliseconds
 * before a thread that has just woken, whatever their priorities: a message that waits for this thread's core waits for that.
 */
const WORK_MS = 0.1
const REST_MS = 0.05
const never = new Int32Array(new SharedArrayBuffer(4))
const clock = new SystemClock()
/** After its start, when this thread no longer competes with what is to be ready. */
const TIDY_HEAP_MS = 1000
let restedAt = clock.now()

function breathe(): void {
  if (clock.now() - restedAt < WORK_MS) return
  Atomics.wait(never, 0, 0, REST_MS)
  restedAt = clock.now()
}

clock.upkeep(monotonicMs(clock.now() + TIDY_HEAP_MS), collectGarbage)

if (data.role === 'writer') {
  const writer = new Writer(data, breathe)
  port.on('message', (request: WriterRequest) => port.postMessage(writer.handle(request)))
} else {
  const reader = new Reader(data.file)
  port.on('message', ({ id, request }: Asked) => port.postMessage({ id, answer: reader.handle(request) }))
}
