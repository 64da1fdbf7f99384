// The app's window, and the message port that joins its page to the engine.
import { BrowserWindow, MessageChannelMain } from 'electron'
import type { WebContents } from 'electron'
import type { ServerPipe } from '../../shared/contract/pipe.ts'
import { PORT_MESSAGE } from '../../shared/contract/pipe.ts'
import { portPipe } from './port-pipe.ts'
import { RENDERER_ORIGIN } from './security.ts'

/** Opens the renderer; `connect` receives a new pipe each time that its page has loaded. */
export function openWindow(preload: string, connect: (pipe: ServerPipe) => void): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 600,
    show: false,
    backgroundColor: '#101214',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      // Timelines go on moving on a second screen that another window covers.
      backgroundThrottling: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  keepJoined(window.webContents, connect)
  void window.loadURL(`${RENDERER_ORIGIN}/`)
  return window
}

function keepJoined(contents: WebContents, connect: (pipe: ServerPipe) => void): void {
  let loaded = false
  contents.on('did-finish-load', () => {
    loaded = true
    const { port1, port2 } = new MessageChannelMain()
    connect(portPipe(port1, contents.id))
    contents.postMessage(PORT_MESSAGE, null, [port2])
  })
  // The engine lives on without its screen. One that dies before it has loaded would only die again.
  contents.on('render-process-gone', (_event, { reason }) => {
    if (!loaded || reason === 'clean-exit') return
    loaded = false
    contents.reload()
  })
}
