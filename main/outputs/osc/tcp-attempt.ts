// One attempt to connect: given up where the name or the receiver does not answer.
import type { LookupAddress } from 'node:dns'
import type { LookupFunction, Socket } from 'node:net'
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { NameLookup } from './name-lookup.ts'
import type { SenderOptions } from './sender.ts'

/** A host that is off does not answer; the system itself would try for minutes. */
const CONNECT_TIMEOUT_MS = 2000
const LOOKUP_TIMEOUT_MS = 5000
/** Silence after which a receiver is asked whether it is there: one that was switched off and on has forgotten the connection. */
const KEEP_ALIVE_MS = 2000

interface AttemptOptions extends Pick<SenderOptions, 'clock' | 'target' | 'net'> {
  readonly names: NameLookup
  /** The address is known, and the receiver is asked. */
  readonly asking: () => void
}

/** The socket that connects; it closes with an error by itself if it takes too long. */
export function attemptToConnect({ clock, target, net, names, asking }: AttemptOptions): Socket {
  const socket = net.connect({
    host: target.host,
    port: target.port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    lookup: lookupBy(names),
  })
  const giveUpAfter = (ms: number, error: Error): Disposable =>
    clock.upkeep(monotonicMs(clock.now() + ms), () => socket.destroy(error))
  let limit = giveUpAfter(LOOKUP_TIMEOUT_MS, withCode('ETIMEDOUT', 'nobody knows the address of this name'))
  // Once for each address of a name.
  socket.on('connectionAttempt', () => {
    limit[Symbol.dispose]()
    limit = giveUpAfter(CONNECT_TIMEOUT_MS, noAnswer())
    asking()
  })
  for (const end of ['connect', 'close']) socket.on(end, () => limit[Symbol.dispose]())
  // What the receiver says is not ours to understand, but unread it would hide that the connection ended.
  socket.resume()
  return socket
}

export function noAnswer(): NodeJS.ErrnoException {
  return withCode('ETIMEDOUT', 'the receiver does not answer')
}

export function withCode(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code })
}

function lookupBy(names: NameLookup): LookupFunction {
  const answer = async (all: boolean, done: Parameters<LookupFunction>[2]): Promise<void> => {
    let addresses: readonly LookupAddress[]
    try {
      addresses = await names.find()
    } catch (error) {
      done(error as NodeJS.ErrnoException, [])
      return
    }
    const [first] = addresses
    if (all || first === undefined) done(null, [...addresses])
    else done(null, first.address, first.family)
  }
  return (_host, options, done) => void answer(options.all === true, done)
}
