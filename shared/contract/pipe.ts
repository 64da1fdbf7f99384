// A two-way path of frames; what lies below it, WebSocket or message port, is nobody else's business.
import type { ClientFrame, ServerFrame } from './frames.ts'

/** The client's end. Frames sent while it is not open are refused with false, never queued. */
export interface ClientPipe {
  send(frame: ClientFrame): boolean
  readonly state: 'connecting' | 'open' | 'closed'
  onFrame(receive: (frame: ServerFrame) => void): Disposable
  onState(changed: (state: ClientPipe['state']) => void): Disposable
}

/** The engine's end of one client. */
export interface ServerPipe {
  /** Who it is, for events and logs: `ws:127.0.0.1:51234`, `window:1`. */
  readonly client: string
  send(frame: ServerFrame): void
  /** Bytes handed over and not yet taken by the other side. */
  readonly buffered: number
  /** Receives what arrived, not yet checked. */
  onMessage(receive: (message: unknown) => void): void
  onClose(closed: () => void): void
  close(): void
}

/** Comes with the message port, from the main process to the bridge and from the bridge to the page. */
export const PORT_MESSAGE = 'cuewright:port'
