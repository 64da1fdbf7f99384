// Pictures of keys, made on a thread that is started when the first is asked for.
import { Worker } from 'node:worker_threads'
import { messageOf } from '../../../../shared/base/result.ts'
import type { DeckFace } from '../../../../shared/model/deck-face.ts'
import type { Size } from './draw-face.ts'

// In source the thread's file is TypeScript; a build puts it beside the bundle that holds this file.
const threadFile = new URL(
  import.meta.url.endsWith('.ts') ? './pictures.worker.ts' : './pictures.worker.js',
  import.meta.url,
)
const HEAP_MB = 64

export interface PictureData {
  /** Path of the outlines of the letters. */
  readonly letters: string
}

export type PictureJob =
  | ({ readonly kind: 'draw'; readonly face: DeckFace | null } & Size)
  | ({ readonly kind: 'pack'; readonly pixels: Uint8Array } & Size)

export interface PictureRequest {
  readonly id: number
  readonly job: PictureJob
}

export type PictureAnswer =
  | { readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly failed: string }

export interface Pictures extends AsyncDisposable {
  /** RGBA. */
  draw(face: DeckFace | null, size: Size): Promise<Uint8Array>
  /** RGBA to JPEG. */
  pack(pixels: Uint8Array, size: Size): Promise<Uint8Array>
}

type Waiting = PromiseWithResolvers<Uint8Array>

export function createPictures(letters: string): Pictures {
  const thread = new PictureThread(letters)
  return {
    draw: (face, { width, height }) => thread.ask({ kind: 'draw', face, width, height }),
    pack: (pixels, { width, height }) => thread.ask({ kind: 'pack', pixels, width, height }),
    [Symbol.asyncDispose]: () => thread.close(),
  }
}

class PictureThread {
  readonly #letters: string
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #asked = 0
  #closed = false

  constructor(letters: string) {
    this.#letters = letters
  }

  ask(job: PictureJob): Promise<Uint8Array> {
    if (this.#closed) return Promise.reject(new Error('pictures are made no longer'))
    this.#worker ??= this.#start()
    const id = (this.#asked += 1)
    const waiting = Promise.withResolvers<Uint8Array>()
    this.#waiting.set(id, waiting)
    this.#worker.postMessage({ id, job } satisfies PictureRequest)
    return waiting.promise
  }

  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    this.#lose(worker, 'pictures are made no longer')
    await worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(threadFile, {
      workerData: { letters: this.#letters } satisfies PictureData,
      name: 'pictures',
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    worker.on('message', (answer: PictureAnswer) => this.#answered(answer))
    worker.on('error', (error) => this.#lose(worker, messageOf(error)))
    worker.on('exit', (code) => this.#lose(worker, `the thread that draws ended with code ${code}`))
    worker.unref()
    return worker
  }

  #answered(answer: PictureAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('bytes' in answer) waiting?.resolve(answer.bytes)
    else waiting?.reject(new Error(answer.failed))
  }

  /** The next picture starts another one. */
  #lose(worker: Worker | null, why: string): void {
    if (worker === null || this.#worker !== worker) return
    this.#worker = null
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const waiting of all) waiting.reject(new Error(why))
  }
}
