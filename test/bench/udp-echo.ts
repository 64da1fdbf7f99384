// The baseline of OSC in to OSC out: sends every datagram straight back.
import { createSocket } from 'node:dgram'

const socket = createSocket({
  type: 'udp4',
  // The default looks each address up anew, which costs a turn of the event loop.
  lookup: (host, _options, found) => found(null, host, 4),
})
socket.on('message', (bytes, { address, port }) => socket.send(bytes, port, address))
socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port))
