// Starts one of the log's threads and tells when it has ended by itself.
import { Worker } from 'node:worker_threads'
import { messageOf } from '../../shared/base/result.ts'
import type { ReaderData, WriterData } from './messages.ts'

// In source the thread's file is TypeScript; a build puts it beside the bundle that holds this file.
const threadFile = new URL(
  import.meta.url.endsWith('.ts') ? './as-run.worker.ts' : './as-run.worker.js',
  import.meta.url,
)

/** A batch and an answer at their largest are a few megabytes. */
const HEAP_MB = 128

export interface ThreadListener<R> {
  replied(reply: R): void
  /** It has ended by itself; nothing more is heard of it. */
  lost(message: string): void
}

export interface Thread<Q> extends AsyncDisposable {
  post(request: Q): void
}

export type StartThread = <Q, R>(data: WriterData | ReaderData, listener: ThreadListener<R>) => Thread<Q>

export const startThread: StartThread = <Q, R>(
  data: WriterData | ReaderData,
  listener: ThreadListener<R>,
): Thread<Q> => {
  const worker = new Worker(threadFile, {
    workerData: data,
    name: `as-run ${data.role}`,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  let live = true
  const lose = (message: string): void => {
    if (!live) return
    live = false
    listener.lost(message)
  }
  worker.on('message', (reply: R) => {
    if (live) listener.replied(reply)
  })
  worker.on('error', (error) => lose(messageOf(error)))
  worker.on('exit', (code) => lose(`it ended with code ${code}`))
  return {
    post: (request) => worker.postMessage(request),
    async [Symbol.asyncDispose]() {
      live = false
      await worker.terminate()
    },
  }
}
