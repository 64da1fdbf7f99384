// Sends a file as it is made: no faster than the client reads, and no longer than it stays.
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { FaultError } from '../../shared/base/result.ts'
import { sendFault, statusOf } from './errors.ts'
import type { Download } from './route.ts'

/** A heading is made from nothing; with the piece after it, what is behind the file has shown that it answers. */
const READ_AHEAD = 2

type Piece = string | Uint8Array

interface Begun {
  readonly pieces: readonly Piece[]
  readonly ended: boolean
}

async function begin(source: AsyncIterator<Piece>): Promise<Begun> {
  const pieces: Piece[] = []
  while (pieces.length < READ_AHEAD) {
    const next = await source.next()
    if (next.done === true) return { pieces, ended: true }
    pieces.push(next.value)
  }
  return { pieces, ended: false }
}

/** What has been read, and the rest; an object, since a generator that nobody has begun would not end its source. */
function continued({ pieces, ended }: Begun, source: AsyncIterator<Piece>): AsyncIterable<Piece> {
  const waiting = [...pieces]
  const iterator: AsyncIterator<Piece, undefined> = {
    async next() {
      const value = waiting.shift()
      if (value !== undefined) return { done: false, value }
      if (ended) return { done: true, value: undefined }
      const next = await source.next()
      return next.done === true ? { done: true, value: undefined } : next
    },
    async return() {
      await source.return?.()
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}

interface DownloadListener {
  /** Told why a file that has been begun could not be ended; the connection is cut, so that it cannot pass for whole. */
  broken(error: Error): void
  /** Told when it is over, however it ended. */
  ended(): void
}

export async function sendDownload(
  reply: FastifyReply,
  { fileName, type, pieces, etag, shownWith }: Download,
  { broken, ended }: DownloadListener,
): Promise<FastifyReply> {
  const source = pieces[Symbol.asyncIterator]()
  let begun: Begun
  try {
    begun = await begin(source)
  } catch (thrown) {
    ended()
    if (thrown instanceof FaultError) return sendFault(reply, statusOf(thrown.fault), thrown.fault)
    throw thrown
  }
  const stream = Readable.from(continued(begun, source))
  const { socket } = reply.request.raw
  stream.once('close', ended)
  stream.on('error', (error) => {
    // Nobody misses the end where the client has left, or all is being closed.
    if (!socket.destroyed) broken(error)
  })
  if (etag !== null) reply.header('etag', etag)
  if (shownWith !== null) reply.header('content-security-policy', shownWith)
  const way = shownWith === null ? 'attachment' : 'inline'
  return reply.type(type).header('content-disposition', `${way}; filename="${fileName}"`).send(stream)
}
