// The thread that writes the log's file, or the one that reads it.
import { parentPort, workerData } from 'node:worker_threads'
import type { Asked, ReaderData, WriterData, WriterRequest } from './messages.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

if (parentPort === null) throw new Error('as-run.worker runs as a worker thread only')
const port = parentPort
const data = workerData as WriterData | ReaderData

if (data.role === 'writer') {
  const writer = new Writer(data)
  port.on('message', (request: WriterRequest) => port.postMessage(writer.handle(request)))
} else {
  const reader = new Reader(data.file)
  port.on('message', ({ id, request }: Asked) => port.postMessage({ id, answer: reader.handle(request) }))
}
