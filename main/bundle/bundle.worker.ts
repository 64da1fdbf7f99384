// The thread that packs or unpacks one bundle, so that nothing else waits for it and what it needs of memory is bounded.
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { FaultError, messageOf } from '../../shared/base/result.ts'
import { fileSystem } from '../store/file-system.ts'
import { SENT_BYTES } from './messages.ts'
import type { PackReply, ThreadData, UnpackReply } from './messages.ts'
import { pack } from './pack.ts'
import { damaged } from './refusals.ts'
import { unpack } from './unpack.ts'

if (parentPort === null) throw new Error('bundle.worker runs as a worker thread only')
const port = parentPort

// As for a build: what plays goes first. Linux keeps a priority for each thread; elsewhere this would slow the engine.
if (process.platform === 'linux') {
  try {
    setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // A system that forbids even this.
  }
}

const data = workerData as ThreadData
if (data.task === 'unpack') await unpackHere(data.path, data.into)
else await packHere(data)

async function unpackHere(path: string, into: string): Promise<void> {
  const post = (reply: UnpackReply): void => port.postMessage(reply)
  let told = 0
  const result = await unpack({
    ...{ path, into, system: fileSystem, spent: { read: 0, inflated: 0 } },
    // Who gives it up ends the thread.
    abort: new AbortController().signal,
    progress(bytes, of) {
      if (bytes - told < SENT_BYTES && bytes < of) return
      told = bytes
      post({ kind: 'progress', bytes, of })
    },
  })
  post({ kind: 'done', result })
  port.close()
}

async function packHere({ head, sources }: Extract<ThreadData, { readonly task: 'pack' }>): Promise<void> {
  const post = (reply: PackReply, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(reply, [...transfer])
  const asked = countAsked()
  try {
    for await (const bytes of inLargePieces(pack({ head, sources, system: fileSystem }))) {
      await asked()
      post({ kind: 'piece', bytes }, [bytes.buffer])
    }
    post({ kind: 'end' })
  } catch (thrown) {
    post({
      kind: 'refused',
      fault: thrown instanceof FaultError ? thrown.fault : damaged('bundle', messageOf(thrown)),
    })
  }
  port.close()
}

/** Waits until one more piece has been asked for. */
function countAsked(): () => Promise<void> {
  let asked = 0
  let wake: (() => void) | null = null
  port.on('message', () => {
    asked += 1
    wake?.()
  })
  return async () => {
    while (asked === 0) await new Promise<void>((resolve) => (wake = resolve))
    asked -= 1
  }
}

/** What the library hands out may be a part of much larger memory, which would go over with it. */
async function* inLargePieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let waiting: Uint8Array[] = []
  let bytes = 0
  const together = (): Uint8Array<ArrayBuffer> => {
    const whole = new Uint8Array(bytes)
    let at = 0
    for (const piece of waiting) {
      whole.set(piece, at)
      at += piece.length
    }
    waiting = []
    bytes = 0
    return whole
  }
  for await (const piece of pieces) {
    waiting.push(piece)
    bytes += piece.length
    if (bytes >= SENT_BYTES) yield together()
  }
  if (bytes > 0) yield together()
}
