// The full names under which the name service knows this machine, asked once and in the background.
import { promises as dns } from 'node:dns'
import { hostname, networkInterfaces } from 'node:os'
import { namesOfMachine } from './guard.ts'

/** A name service that does not answer is not waited for; the machine keeps the names it knows by itself. */
const ANSWER_MS = 2_000
/** Containers and virtual machines bring many. */
const MOST_ADDRESSES = 16
/** Where some systems note the full name of a machine that has no fixed address. */
const NOTED_AT = '127.0.1.1'

export interface NameService {
  /** Names of an address; rejects where there are none. */
  reverse(address: string): Promise<readonly string[]>
  cancel(): void
}

export interface Machine {
  readonly name: string
  readonly addresses: readonly string[]
}

export function thisMachine(): Machine {
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address)
  return { name: hostname(), addresses: [NOTED_AT, ...addresses].slice(0, MOST_ADDRESSES) }
}

/** Asks by sockets of its own: the system's way would hold up the threads that read files. */
export const systemNameService = (): NameService => new dns.Resolver({ timeout: ANSWER_MS, tries: 1 })

/**
 * Names of its addresses whose first word is the name of the machine itself: whoever answers for an address may call it
 * anything, also by a name of their own that a page of theirs could then claim.
 */
export async function fullNames(
  { name, addresses }: Machine,
  service: NameService,
): Promise<readonly string[]> {
  const answers = await Promise.allSettled(addresses.map((address) => service.reverse(address)))
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  const [, short] = namesOfMachine(name)
  return found.filter((each) => namesOfMachine(each)[1] === short)
}
