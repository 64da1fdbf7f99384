// Hands the engine's message port on to the page, which gets nothing else from here.
import { ipcRenderer } from 'electron'
import { PORT_MESSAGE } from '../shared/contract/pipe.ts'

ipcRenderer.on(PORT_MESSAGE, ({ ports }) => {
  // Posted by a window to itself, so no origin but its own can receive it.
  window.postMessage(PORT_MESSAGE, '*', ports)
})
