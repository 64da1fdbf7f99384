// The engine's end of a pipe over an Electron message port.
import type { MessagePortMain } from 'electron'
import type { ServerPipe } from '../../shared/contract/pipe.ts'

/** `client` names the window for events and logs, such as `window:1`. Nothing is received before `onMessage`. */
export function portPipe(port: MessagePortMain, client: string): ServerPipe {
  let open = true
  port.once('close', () => {
    open = false
  })
  return {
    client,
    // A port does not tell what its other end has yet to take.
    buffered: 0,
    send(frame) {
      if (open) port.postMessage(frame)
    },
    onMessage(receive) {
      port.on('message', ({ data }) => receive(data))
      port.start()
    },
    onClose(closed) {
      port.once('close', closed)
    },
    close: () => port.close(),
  }
}
