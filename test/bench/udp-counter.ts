// The baseline of OSC input: counts datagrams, does nothing with them, and tells the count when asked.
import { createSocket } from 'node:dgram'

const RECEIVE_BUFFER = 4 * 1024 * 1024

let count = 0
const socket = createSocket('udp4')
socket.on('message', () => {
  count += 1
})
socket.bind(0, '127.0.0.1', () => {
  socket.setRecvBufferSize(RECEIVE_BUFFER)
  process.send?.(socket.address().port)
})
process.on('message', () => process.send?.(count))
