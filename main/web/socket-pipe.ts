// A client behind a WebSocket: frames as JSON text, each encoded once however many clients it goes to.
import type { WebSocket } from 'ws'
import type { ServerFrame } from '../../shared/contract/frames.ts'
import type { ServerPipe } from '../../shared/contract/pipe.ts'

/** Close codes of RFC 6455. */
const GOING_AWAY = 1001
const UNSUPPORTED_DATA = 1003
const NORMAL = 1000
/** What a frame takes besides its text while it waits: its place in the queue of the socket. */
const FRAME_OVERHEAD = 512

const encoded = new WeakMap<ServerFrame, Buffer>()

function encode(frame: ServerFrame): Buffer {
  let bytes = encoded.get(frame)
  if (bytes === undefined) {
    bytes = Buffer.from(JSON.stringify(frame))
    encoded.set(frame, bytes)
  }
  return bytes
}

/** Text that is not JSON is passed on as it is: to the contract it is one more frame that makes no sense. */
function decode(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export function socketPipe(socket: WebSocket, address: string): ServerPipe {
  let buffered = 0
  return {
    way: 'web',
    window: null,
    address,
    get buffered() {
      return buffered
    },
    send(frame, taken) {
      if (socket.readyState !== socket.OPEN) {
        taken()
        return 0
      }
      const bytes = encode(frame)
      const held = bytes.length + FRAME_OVERHEAD
      buffered += held
      // As bytes, which all the clients it goes to share; a text would be copied for each.
      socket.send(bytes, { binary: false }, () => {
        buffered -= held
        taken()
      })
      return held
    },
    onMessage(receive, noise) {
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) socket.close(UNSUPPORTED_DATA, 'frames are JSON text')
        else receive(decode(data.toString('utf8')), data.length)
      })
      socket.on('ping', (data: Buffer) => {
        noise(data.length)
        // To who does not take answers, none are owed.
        if (buffered === 0) socket.pong(data, false, () => undefined)
      })
      socket.on('pong', (data: Buffer) => noise(data.length))
    },
    onClose(closed) {
      socket.once('close', closed)
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close() {
      // Its answer could not be heard otherwise.
      socket.resume()
      socket.close(NORMAL)
    },
    cut: () => socket.terminate(),
  }
}

/** Sign-of-life of the open sockets, since a pulled cable says nothing. */
export class OpenSockets {
  readonly #open: ReadonlySet<WebSocket>
  readonly #answered = new WeakSet<WebSocket>()

  /** `open` is the server's own set, which it keeps up to date. */
  constructor(open: ReadonlySet<WebSocket>) {
    this.#open = open
  }

  watch(socket: WebSocket): void {
    this.#answered.add(socket)
    socket.on('pong', () => this.#answered.add(socket))
  }

  /** Ends those that answered nothing since the last look and asks the others again. */
  look(): void {
    for (const socket of this.#open) {
      if (this.#answered.delete(socket)) socket.ping()
      else socket.terminate()
    }
  }

  /** Says goodbye; a client that does not answer must not hold up the end. */
  close(): void {
    for (const socket of this.#open) {
      socket.close(GOING_AWAY, 'the engine ends')
      setImmediate(() => socket.terminate())
    }
  }
}
