// Packs and unpacks bundles on a thread of its own each, which ends when it is done, given up, or has taken too much memory.
import { Worker } from 'node:worker_threads'
import { FaultError, failed, fault, messageOf } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { PackReply, ThreadData, UnpackReply } from './messages.ts'
import type { BundleHead, BundleSource } from './pack.ts'
import { givenUp } from './refusals.ts'
import type { Unpacked } from './unpack.ts'

// In source the thread's file is TypeScript; a build puts it beside the bundle that holds this file.
const threadFile = new URL(
  import.meta.url.endsWith('.ts') ? './bundle.worker.ts' : './bundle.worker.js',
  import.meta.url,
)

/** Lists of some thousand files, and pieces of one. */
const HEAP_MB = 128
/** Pieces that are made or on their way while one is taken. */
const AHEAD = 4

export interface BundleThreads {
  unpack(
    path: string,
    into: string,
    abort: AbortSignal,
    progress: (bytes: number, of: number) => void,
  ): Promise<Result<Unpacked>>
  /** Throws a `FaultError` where it cannot be made. */
  pack(head: BundleHead, sources: readonly BundleSource[]): AsyncGenerator<Uint8Array>
}

export const bundleThreads: BundleThreads = {
  async unpack(path, into, abort, progress) {
    if (abort.aborted) return failed(givenUp)
    const { promise, resolve } = Promise.withResolvers<Result<Unpacked>>()
    const worker = start({ task: 'unpack', path, into })
    const end = (): void => resolve(failed(givenUp))
    abort.addEventListener('abort', end, { once: true })
    worker.on('message', (reply: UnpackReply) => {
      if (reply.kind === 'done') resolve(reply.result)
      else progress(reply.bytes, reply.of)
    })
    whenLost(worker, (refusal) => resolve(failed(refusal)))
    try {
      return await promise
    } finally {
      abort.removeEventListener('abort', end)
      await worker.terminate()
    }
  },

  async *pack(head, sources) {
    const worker = start({ task: 'pack', head, sources })
    const replies: PackReply[] = []
    let wake: (() => void) | null = null
    const take = (reply: PackReply): void => {
      replies.push(reply)
      wake?.()
    }
    worker.on('message', take)
    whenLost(worker, (refusal) => take({ kind: 'refused', fault: refusal }))
    for (let ahead = 0; ahead < AHEAD; ahead += 1) worker.postMessage(null)
    try {
      for (;;) {
        const reply = replies.shift()
        if (reply === undefined) {
          await new Promise<void>((resolve) => (wake = resolve))
          continue
        }
        if (reply.kind === 'refused') throw new FaultError(reply.fault)
        if (reply.kind === 'end') return
        yield reply.bytes
        worker.postMessage(null)
      }
    } finally {
      await worker.terminate()
    }
  },
}

function start(data: ThreadData): Worker {
  return new Worker(threadFile, {
    workerData: data,
    name: `bundle ${data.task}`,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
}

function whenLost(worker: Worker, lost: (refusal: Fault) => void): void {
  const say = (what: string): void =>
    lost(fault('bundle/thread-lost', 'bundle', what, 'try again; please report this with the log file'))
  worker.on('error', (error) => say(`working on it failed: ${messageOf(error)}`))
  worker.on('exit', () => say('working on it ended without an answer'))
}
