// The command line of the headless host.
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { failed, fault, messageOf, ok } from '../shared/base/result.ts'
import type { Fault, Result } from '../shared/base/result.ts'
import { hostFault } from '../shared/base/host.ts'

export const USAGE = `Usage: cuewright [--show FILE] [options]

  --show FILE       show file to run; the demo show where absent
  --host ADDRESS    address for the page and the HTTP interface (127.0.0.1)
  --port PORT       its port; 0 takes any free one (4280)
  --osc-host ADDR   address that listens for OSC (as --host)
  --osc-port PORT   its UDP and TCP port; 0 takes any free one (4281)
  --allow-host NAME also serve the page under this name, such as one that your DNS or a
                    proxy gives this machine; may be given several times
  --disarmed        let nothing act and send nothing until somebody arms the show
  --data-dir DIR    where logs are kept (the platform's folder for application data)
  --role-http ROLE  what pages and programs of other computers may do: view, operate or
                    edit (edit); --role-local the same for those of this computer,
                    --role-osc for who sends OSC, --role-osc-peers for those of them
                    that the show lists (as --role-osc)
  --reset-pin       forget the PIN that unlocks the show
  --version         print the version
  --help            print this text
`

/** What a host is started with. */
export interface HostSettings {
  readonly show: string
  readonly host: string
  readonly port: number
  readonly oscHost: string
  readonly oscPort: number
  /** Names besides the machine's own under which the page is served. */
  readonly allowHosts: readonly string[]
  readonly dataDir: string
  /** What each way in may do, where it is said here. */
  readonly roles: DoorRoles
  readonly resetPin: boolean
  readonly disarmed: boolean
}

export type Invocation =
  | { readonly kind: 'run'; readonly settings: HostSettings }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }

const ROLE_OPTIONS = {
  'role-local': 'local',
  'role-http': 'http',
  'role-osc': 'osc',
  'role-osc-peers': 'oscPeers',
} as const
const ROLE_NAMES = ['view', 'operate', 'edit'] as const
type DoorRoles = Partial<
  Record<(typeof ROLE_OPTIONS)[keyof typeof ROLE_OPTIONS], (typeof ROLE_NAMES)[number]>
>

export interface Defaults {
  readonly show: string
  readonly dataDir: string
}

const OPTIONS = {
  show: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '4280' },
  'osc-host': { type: 'string' },
  'osc-port': { type: 'string', default: '4281' },
  'allow-host': { type: 'string', multiple: true },
  'data-dir': { type: 'string' },
  'role-local': { type: 'string' },
  'role-http': { type: 'string' },
  'role-osc': { type: 'string' },
  'role-osc-peers': { type: 'string' },
  'reset-pin': { type: 'boolean' },
  disarmed: { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

function readOptions(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
}

/** Reads the command line, program name left off. A show file may also be given without `--show`. */
export function parseArguments(args: readonly string[], defaults: Defaults): Result<Invocation> {
  let options: ReturnType<typeof readOptions>
  try {
    options = readOptions(args)
  } catch (thrown) {
    return failed(badArgument('command line', firstSentence(messageOf(thrown))))
  }
  const { values, positionals } = options
  if (values.help === true) return ok({ kind: 'help' })
  if (values.version === true) return ok({ kind: 'version' })

  const files = values.show === undefined ? positionals : [values.show, ...positionals]
  if (files.length > 1) return failed(badArgument(`"${files[1]}"`, 'one show file at a time can be run'))
  const empty = (['show', 'data-dir'] as const).find((name) => values[name] === '')
  if (empty !== undefined) return failed(badArgument(`--${empty}`, 'it has no value'))
  const hosts = ['host', 'osc-host', 'allow-host'] as const
  for (const name of hosts) {
    const given = [values[name] ?? []].flat()
    const wrong = given.map((host) => badHost(name, host)).find((found) => found !== null)
    if (wrong !== undefined) return failed(wrong)
  }
  const port = parsePort('--port', values.port)
  if (!port.ok) return port
  const oscPort = parsePort('--osc-port', values['osc-port'])
  if (!oscPort.ok) return oscPort
  const roles = parseRoles(values)
  if (!roles.ok) return roles

  return ok({
    kind: 'run',
    settings: {
      show: resolve(files[0] ?? defaults.show),
      host: values.host,
      port: port.value,
      oscHost: values['osc-host'] ?? values.host,
      oscPort: oscPort.value,
      allowHosts: values['allow-host'] ?? [],
      dataDir: resolve(values['data-dir'] ?? defaults.dataDir),
      roles: roles.value,
      resetPin: values['reset-pin'] === true,
      disarmed: values.disarmed === true,
    },
  })
}

/** The folder for application data that the platform's own rules name. */
export function platformDataDir(platform: string, env: NodeJS.ProcessEnv, home: string): string {
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Cuewright')
    case 'win32':
      return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Cuewright')
    default:
      return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'cuewright')
  }
}

function parseRoles(values: Partial<Record<keyof typeof ROLE_OPTIONS, string>>): Result<DoorRoles> {
  const roles: DoorRoles = {}
  for (const [option, door] of Object.entries(ROLE_OPTIONS) as [
    keyof typeof ROLE_OPTIONS,
    keyof DoorRoles,
  ][]) {
    const given = values[option]
    if (given === undefined) continue
    const role = ROLE_NAMES.find((name) => name === given)
    if (role === undefined)
      return failed(badArgument(`--${option}`, `"${given}" is no role; roles are view, operate and edit`))
    roles[door] = role
  }
  return ok(roles)
}

function parsePort(option: string, text: string): Result<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity
  return port <= 65_535
    ? ok(port)
    : failed(badArgument(option, `"${text}" is not a port; ports are whole numbers from 0 to 65535`))
}

/** Where a port goes that was written behind the host. */
const PORT_OPTION = { host: '--port', 'osc-host': '--osc-port', 'allow-host': null }

function badHost(option: keyof typeof PORT_OPTION, host: string): Fault | null {
  if (host === '') return badArgument(`--${option}`, 'it has no value')
  const found = hostFault(host, PORT_OPTION[option])
  return found === null
    ? null
    : fault('arguments/bad', `--${option}`, `${JSON.stringify(host)} ${found.what}`, found.next)
}

function badArgument(where: string, what: string): Fault {
  return fault('arguments/bad', where, what, 'see --help')
}

function firstSentence(text: string): string {
  return text.split(/\.\s/)[0] ?? text
}
