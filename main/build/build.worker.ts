// The thread that parses and checks one large show file, and hands the show back piece by piece.
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { BuildData, BuildVerdict } from './thread-build.ts'
import { parseShow } from './parse-show.ts'
import { slicesOf } from './slices.ts'

if (parentPort === null) throw new Error('build.worker runs as a worker thread only')

// A build can wait for what plays, though not for all that other programs do: at the lowest priority it takes a hundredth of a
// busy machine. Linux keeps a priority for each thread; elsewhere this would slow the engine.
if (process.platform === 'linux') {
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // A system that forbids even this; the build then competes with the show like any thread.
  }
}

const { bytes, where, slices } = workerData as BuildData
const parsed = parseShow(bytes, where)
if (parsed.ok) for (const slice of slicesOf(parsed.value)) slices.postMessage(slice)

const verdict: BuildVerdict = parsed.ok ? { ok: true, migrated: parsed.migrated } : parsed
parentPort.postMessage(verdict)
