// Hands an open file to the zip library in pieces, and counts what is read and what comes out of it.
import { Readable } from 'node:stream'
import { callbackify } from 'node:util'
import { RandomAccessReader } from 'yauzl'
import type { OpenFile } from '../store/file-system.ts'

const PIECE_BYTES = 64 * 1024

/** What reading an archive has cost so far. */
export interface Spent {
  read: number
  inflated: number
}

export class ArchiveReader extends RandomAccessReader {
  readonly #file: OpenFile
  readonly #spent: Spent

  constructor(file: OpenFile, spent: Spent) {
    super()
    this.#file = file
    this.#spent = spent
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#pieces(start, end), { objectMode: false, highWaterMark: PIECE_BYTES })
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const reading = callbackify(() => this.readAt(buffer.subarray(offset, offset + length), position))
    reading((error) => callback(error))
  }

  /** Whoever has opened the file closes it. */
  override close(callback: (error: Error | null) => void): void {
    callback(null)
  }

  /** Fills `into`; rejects where the file ends before. */
  async readAt(into: Uint8Array, position: number): Promise<void> {
    let length = 0
    while (length < into.length) {
      const { bytesRead } = await this.#file.read(into, length, into.length - length, position + length)
      if (bytesRead === 0) throw new Error('the file ends too early')
      length += bytesRead
      this.#spent.read += bytesRead
    }
  }

  async *#pieces(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; at += PIECE_BYTES) {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, end - at))
      await this.readAt(piece, at)
      yield piece
    }
  }
}
