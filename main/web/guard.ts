// Who may talk to the engine from a browser: the page it served itself, reached by a name that is the engine's own.
import { hostname } from 'node:os'
import { isIP } from 'node:net'
import type { IncomingHttpHeaders } from 'node:http'
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'

const WILDCARDS = new Set(['0.0.0.0', '::', ''])
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1']

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

interface NamedHost {
  /** Without port and brackets, lower case. */
  readonly name: string
  /** With a port unless it is the scheme's own. */
  readonly host: string
}

function parseHost(url: string): NamedHost | null {
  // A zone says by which network a machine is reached, and not which machine it is; addresses of pages have none.
  const zoneless = url.replace(/^([^[]*\[[^%\]]*)%[^\]]*\]/, '$1]')
  if (!URL.canParse(zoneless)) return null
  const { hostname: name, host, username, pathname, search, hash } = new URL(zoneless)
  if (username !== '' || `${pathname}${search}${hash}` !== '/') return null
  return { name: withoutDot(name).replace(/^\[|\]$/g, ''), host }
}

/** A name in full ends in a dot and is the same name. */
const withoutDot = (name: string): string => name.replace(/\.$/, '')

/** A host as browsers write it: lower case, shortest form, other alphabets encoded. */
function canonical(host: string): string {
  return parseHost(`http://${host.includes(':') ? `[${host}]` : host}`)?.name ?? host.toLowerCase()
}

/** What a machine of this name is called on the network around it. */
export function namesOfMachine(name: string): readonly string[] {
  const full = withoutDot(name.toLowerCase())
  const [short = full] = full.split('.', 1)
  return [full, short, `${short}.local`]
}

export interface GuardOptions {
  /** Address or name to which the server is bound. */
  readonly boundTo: string
  /** Names that the operator allows besides. */
  readonly allowed: readonly string[]
}

/**
 * Checks requests against the address the server is bound to. A page of another site can make a browser resolve the
 * site's own name to this machine (DNS rebinding), but cannot make it claim one of the names allowed here.
 */
export class Guard {
  readonly #names: Set<string>
  readonly #anyAddress: boolean

  constructor({ boundTo, allowed }: GuardOptions) {
    this.#anyAddress = WILDCARDS.has(boundTo)
    this.#names = new Set([...LOOPBACK_NAMES, ...allowed.map(canonical)])
    if (!this.#anyAddress) this.#names.add(canonical(boundTo))
    if (!isLoopback(boundTo)) this.allow(namesOfMachine(hostname()))
  }

  /** Names that turned out to be this machine's. */
  allow(names: readonly string[]): void {
    for (const name of names) this.#names.add(canonical(name))
  }

  /** Null where the request names this machine as its host. */
  checkHost(headers: IncomingHttpHeaders): Fault | null {
    const named = parseHost(`http://${headers.host ?? ''}`)
    if (named !== null && this.#names.has(named.name)) return null
    if (named !== null && this.#anyAddress && isIP(named.name) !== 0) return null
    return fault(
      'http/foreign-host',
      headers.host ?? 'no Host header',
      'the request names a host that is not this machine',
      'open the address that the engine printed when it started, or start it with --allow-host and the name',
    )
  }

  /** Null for a program that is no browser, and for a page that came from this very host. */
  checkOrigin(headers: IncomingHttpHeaders): Fault | null {
    const { origin, host } = headers
    const site = headers['sec-fetch-site']
    const foreign =
      origin === undefined
        ? site !== undefined && site !== 'same-origin' && site !== 'none'
        : !sameHost(origin, host)
    return foreign
      ? fault(
          'http/foreign-origin',
          origin ?? `sec-fetch-site ${String(site)}`,
          'a page of another site may not control the show',
          'use the page that the engine serves itself',
        )
      : null
  }
}

// A proxy may add TLS in front of the engine, so the scheme may be either; the port must agree.
function sameHost(origin: string, host: string | undefined): boolean {
  if (!/^https?:\/\//.test(origin)) return false
  const scheme = origin.slice(0, origin.indexOf(':'))
  const from = parseHost(origin)
  const to = parseHost(`${scheme}://${host ?? ''}`)
  return from !== null && to !== null && from.host === to.host
}
