// A client behind a WebSocket: frames as JSON text, each encoded once however many clients it goes to.
import type { WebSocket } from 'ws'
import type { ServerFrame } from '../../shared/contract/frames.ts'
import type { ServerPipe } from '../../shared/contract/pipe.ts'

/** Close codes of RFC 6455. */
const GOING_AWAY = 1001
const UNSUPPORTED_DATA = 1003
const NORMAL = 1000

const encoded = new WeakMap<ServerFrame, string>()

function encode(frame: ServerFrame): string {
  let text = encoded.get(frame)
  if (text === undefined) {
    text = JSON.stringify(frame)
    encoded.set(frame, text)
  }
  return text
}

/** Text that is not JSON is passed on as it is: to the contract it is one more frame that makes no sense. */
function decode(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export function socketPipe(socket: WebSocket, client: string): ServerPipe {
  return {
    client,
    get buffered() {
      return socket.bufferedAmount
    },
    send(frame) {
      if (socket.readyState === socket.OPEN) socket.send(encode(frame))
    },
    onMessage(receive) {
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) socket.close(UNSUPPORTED_DATA, 'frames are JSON text')
        else receive(decode(data.toString('utf8')))
      })
    },
    onClose(closed) {
      socket.once('close', closed)
    },
    close() {
      socket.close(NORMAL)
    },
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
