// What went wrong on a network, in the words of whoever has to see to it, with the system's code for whoever is asked for help.
import { messageOf } from './result.ts'

/** By the system's code. */
export const FAILURE_WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no computer of this name is known on the network',
  EAI_AGAIN: 'names cannot be looked up: the network or its name server does not answer',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the other end broke the connection',
  EPIPE: 'the other end has closed the connection',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to it: it is off, or in another network',
  EHOSTDOWN: 'it is off, or not plugged in',
  ENETUNREACH: 'this computer is in no network that leads there',
  ENETDOWN: 'the network of this computer is down',
  EADDRNOTAVAIL: 'this computer has no such address',
  EADDRINUSE: 'another program has this port',
  EMSGSIZE: 'the message is too large for one packet',
  ENOBUFS: 'the system takes no more: the network is too slow for this much',
  EACCES: 'the system does not allow it',
  EPERM: 'the system does not allow it: a firewall may be in the way',
}

function codeOf(error: unknown): string | null {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : null
}

/** `nothing listens there (ECONNREFUSED)`; what was put into words already, or is not known, stays as it is. */
export function networkFailure(error: unknown): string {
  const code = codeOf(error)
  const message = messageOf(error)
  const words = code === null ? undefined : FAILURE_WORDS[code]
  // The system names its code in its message.
  return words !== undefined && message.includes(code as string) ? `${words} (${code as string})` : message
}
