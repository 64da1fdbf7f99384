// A two-way path of frames; what lies below it, WebSocket or message port, is nobody else's business.
import type { ClientFrame, ServerFrame } from './frames.ts'

/** The client's end. Frames sent while it is not open are refused with false, never queued. */
export interface ClientPipe {
  send(frame: ClientFrame): boolean
  readonly state: 'connecting' | 'open' | 'closed'
  onFrame(receive: (frame: ServerFrame) => void): Disposable
  onState(changed: (state: ClientPipe['state']) => void): Disposable
  /** Gives up the connection, if there is one, and tries again at once; absent where another is not for the client to open. */
  renew?(): void
}

/** The engine's end of one client. */
export interface ServerPipe {
  readonly way: 'window' | 'web'
  /** Of a window, its number, under which it comes back when its page is loaded again; null where a page says itself who it is. */
  readonly window: number | null
  /** Where it comes from; null for a window of this very program. */
  readonly address: string | null
  /** Answers the bytes in which the frame is held until `taken` is called, which may be at once. */
  send(frame: ServerFrame, taken: () => void): number
  /** Bytes handed over and not yet taken by the other side. */
  readonly buffered: number
  /**
   * Receives what arrived, not yet checked, and its bytes; `noise` hears of what is no frame and costs work all the same.
   */
  onMessage(receive: (message: unknown, bytes: number) => void, noise: (bytes: number) => void): void
  onClose(closed: () => void): void
  /** Holds back what the client sends, as far as the path can; some may still arrive. */
  pause(): void
  resume(): void
  /** Says goodbye after what was sent. */
  close(): void
  /** Ends it now, with all that was not taken. */
  cut(): void
}

/** Comes with the message port, from the main process to the bridge and from the bridge to the page. */
export const PORT_MESSAGE = 'cuewright:port'

/** What a page answers over a message port for each frame that it has taken, since a port does not tell. */
export const PORT_TAKEN = 'taken'
