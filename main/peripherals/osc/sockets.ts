// Opens a UDP and a TCP socket on one port.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer, isIP } from 'node:net'
import type { Server } from 'node:net'
import { failed, fault, messageOf, ok } from '../../../shared/base/result.ts'
import type { Fault, Result } from '../../../shared/base/result.ts'
import { hostPort } from '../../../shared/base/host-port.ts'

/** A burst of ten thousand packets must survive a busy moment; the system may grant less. */
export const UDP_RECEIVE_BUFFER = 4 * 1024 * 1024
/** Chances to find a port that is free for both transports, where any will do. */
const ATTEMPTS = 16

export interface SocketPair {
  readonly udp: Socket
  readonly tcp: Server
  readonly host: string
  readonly port: number
}

/** Port 0 takes one that is free for both. On a fault nothing stays open. */
export async function openSocketPair(host: string, port: number): Promise<Result<SocketPair>> {
  let address: string
  try {
    address = isIP(host) > 0 ? host : (await lookup(host, { order: 'ipv4first' })).address
  } catch (error) {
    return failed(openFault('udp', host, port, error))
  }
  for (let attempt = 1; ; attempt += 1) {
    const udp = await openUdp(address, port)
    if (!udp.ok) return failed(openFault('udp', host, port, udp.error))
    const bound = udp.value.address().port
    const tcp = await openTcp(address, bound)
    if (tcp.ok) return ok({ udp: udp.value, tcp: tcp.value, host: address, port: bound })
    udp.value.close()
    await once(udp.value, 'close')
    if (port !== 0 || attempt === ATTEMPTS) return failed(openFault('tcp', host, bound, tcp.error))
  }
}

/** Bytes that the system keeps of what arrives. Linux tells twice as much, for what it adds of its own. */
export function receiveBuffer(socket: Socket): number {
  return socket.getRecvBufferSize() / (process.platform === 'linux' ? 2 : 1)
}

async function openUdp(address: string, port: number): Promise<Result<Socket, unknown>> {
  const family = isIP(address) === 6 ? 6 : 4
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    // Only numbers are ever sent to; the default would take a turn of the event loop for each packet to find that out.
    lookup: (host, _options, found) => found(null, host, family),
  })
  try {
    // Exclusive: a second program on the port would take all that is sent to it, unseen.
    const listening = once(socket, 'listening')
    socket.bind({ address, port, exclusive: true })
    await listening
  } catch (error) {
    socket.close()
    return failed(error)
  }
  try {
    socket.setRecvBufferSize(UDP_RECEIVE_BUFFER)
  } catch {
    // Some systems refuse what they cannot grant in full; their own size then stands.
  }
  return ok(socket)
}

async function openTcp(host: string, port: number): Promise<Result<Server, unknown>> {
  const server = createServer()
  try {
    const listening = once(server, 'listening')
    server.listen({ host, port, exclusive: true })
    await listening
    return ok(server)
  } catch (error) {
    server.close()
    return failed(error)
  }
}

function openFault(transport: 'udp' | 'tcp', host: string, port: number, error: unknown): Fault {
  const where = `${transport} ${hostPort(host, port)}`
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    const next = 'close that program, or choose another port with --osc-port'
    return fault('osc/port-in-use', where, 'another program already listens for OSC there', next)
  }
  const next = 'give an address of this machine and a port that may be opened'
  return fault('osc/cannot-open', where, `it cannot be opened (${messageOf(error)})`, next)
}
