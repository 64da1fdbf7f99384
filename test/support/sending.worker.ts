// Sends slowly, as a thread does that the system has put aside in the middle of a send: for tests of those who wait for it.
import { parentPort, workerData } from 'node:worker_threads'
import { beginSending, endSending } from '../../main/playlists/sending.ts'

const { control, left, ms } = workerData as { control: Int32Array; left: Int32Array; ms: number }
beginSending(control)
parentPort?.postMessage('sends')
Atomics.wait(left, 0, 0, ms)
Atomics.store(left, 0, 1)
endSending(control)
