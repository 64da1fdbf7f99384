// The thread that draws and packs the pictures of keys, so that no other device waits while it does.
import { readFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { encode } from 'jpeg-js'
import { messageOf } from '../../../../shared/base/result.ts'
import { drawFace } from './draw-face.ts'
import { Letters } from './letters.ts'
import type { PictureAnswer, PictureData, PictureJob, PictureRequest } from './pictures.ts'

if (parentPort === null) throw new Error('pictures.worker runs as a worker thread only')
const port = parentPort

// A picture can wait for what plays. Linux keeps a priority for each thread; elsewhere this would slow the whole process.
if (process.platform === 'linux') {
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // A system that forbids even this; the pictures then compete like any thread.
  }
}

/** Text has hard edges, around which less shows as dirt. */
const QUALITY = 92

const { letters: file } = workerData as PictureData
const letters = new Letters(readFileSync(file, 'utf8'))

function done(job: PictureJob): Uint8Array<ArrayBuffer> {
  if (job.kind === 'draw') return drawFace(letters, job.face, job).pixels
  // The encoder hands out a part of nothing larger.
  return new Uint8Array(encode({ data: job.pixels, width: job.width, height: job.height }, QUALITY).data)
}

port.on('message', ({ id, job }: PictureRequest) => {
  try {
    const bytes = done(job)
    port.postMessage({ id, bytes } satisfies PictureAnswer, [bytes.buffer])
  } catch (thrown) {
    port.postMessage({ id, failed: messageOf(thrown) } satisfies PictureAnswer)
  }
})
