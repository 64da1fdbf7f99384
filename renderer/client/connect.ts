// Chooses the way to the engine: the desktop app's message port, or a WebSocket to the host that served the page.
import type { Clock } from '../../shared/base/clock.ts'
import type { ClientPipe } from '../../shared/contract/pipe.ts'
import { PortPipe } from './port-pipe.ts'
import { WebSocketPipe } from './websocket-pipe.ts'

export function connect(window: Window, clock: Clock): ClientPipe {
  if (window.navigator.userAgent.includes('Electron/')) return new PortPipe(window)
  const { protocol, host } = window.location
  const url = `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws`
  return new WebSocketPipe(() => new WebSocket(url), clock)
}
