// Builds a show from bytes: small files at once, large ones on a thread of their own, so that nothing else waits for them.
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { failed, fault, messageOf } from '../../shared/base/result.ts'
import type { ReadShow, ShowFile } from '../../shared/model/show.ts'
import { parseShow } from './parse-show.ts'
import { Assembly } from './slices.ts'
import type { Slice } from './slices.ts'

/** Files from this size on go to the thread; a smaller one takes less time than to start it. */
const LARGE_BYTES = 256 * 1024
/** The largest show takes a gigabyte while it is parsed and checked. */
const HEAP_MB = 2048

/** What the thread is given. */
export interface BuildData {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly where: string
  /** By which the show comes back, all of it before the verdict. */
  readonly slices: MessagePort
}

/** As it was read, without the show itself. */
export type BuildVerdict =
  Exclude<ReadShow, { readonly ok: true }> | Omit<Extract<ReadShow, { readonly ok: true }>, 'value'>

export type Build = (bytes: Uint8Array<ArrayBuffer>, where: string, abort: AbortSignal) => Promise<ReadShow>

// In source the thread's file is TypeScript; a build puts it beside the bundle that holds this file.
const threadFile = new URL(
  import.meta.url.endsWith('.ts') ? './build.worker.ts' : './build.worker.js',
  import.meta.url,
)

/** As `parseShow`; `bytes` may be gone afterwards. What is aborted answers with a fault, and at once. */
export const buildShow: Build = (bytes, where, abort) =>
  bytes.length < LARGE_BYTES ? Promise.resolve(parseShow(bytes, where)) : onThread(bytes, where, abort)

async function onThread(...[bytes, where, abort]: Parameters<Build>): ReturnType<Build> {
  const { port1, port2 } = new MessageChannel()
  const workerData: BuildData = { bytes, where, slices: port2 }
  const worker = new Worker(threadFile, {
    workerData,
    name: 'build',
    transferList: [port2, bytes.buffer],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  try {
    const verdict = await verdictOf(worker, where, abort)
    return verdict.ok ? { ...verdict, value: (await assemble(port1)) as ShowFile } : verdict
  } finally {
    port1.close()
    await worker.terminate()
  }
}

function verdictOf(worker: Worker, where: string, abort: AbortSignal): Promise<BuildVerdict> {
  const { promise, resolve } = Promise.withResolvers<BuildVerdict>()
  const lost = (what: string): void =>
    resolve(failed([fault('build/lost', where, what, 'reload the show again')]))
  const ended = (): void => lost('reading it was given up')
  worker.on('message', resolve)
  worker.on('error', (error) => lost(`reading it failed: ${messageOf(error)}`))
  worker.on('exit', () => lost('reading it ended without an answer'))
  if (abort.aborted) ended()
  abort.addEventListener('abort', ended, { once: true })
  return promise.finally(() => abort.removeEventListener('abort', ended))
}

/** One piece a turn of the event loop: each is unpacked when it is taken. */
async function assemble(port: MessagePort): Promise<unknown> {
  const assembly = new Assembly()
  for (;;) {
    const received = receiveMessageOnPort(port) as { readonly message: Slice } | undefined
    if (received === undefined) return assembly.whole
    assembly.add(received.message)
    await new Promise<void>((next) => void setImmediate(next))
  }
}
