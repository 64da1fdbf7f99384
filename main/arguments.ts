// The command line of the headless host.
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { failed, fault, messageOf, ok } from '../shared/base/result.ts'
import type { Fault, Result } from '../shared/base/result.ts'

export const USAGE = `Usage: cuewright [--show FILE] [options]

  --show FILE       show file to run; the demo show where absent
  --host ADDRESS    address for the page and the HTTP interface (127.0.0.1)
  --port PORT       its port; 0 takes any free one (4280)
  --osc-host ADDR   address that listens for OSC (as --host)
  --osc-port PORT   its UDP and TCP port; 0 takes any free one (4281)
  --data-dir DIR    where logs are kept (the platform's folder for application data)
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
  readonly dataDir: string
}

export type Invocation =
  | { readonly kind: 'run'; readonly settings: HostSettings }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }

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
  'data-dir': { type: 'string' },
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
  const empty = (['show', 'host', 'osc-host', 'data-dir'] as const).find((name) => values[name] === '')
  if (empty !== undefined) return failed(badArgument(`--${empty}`, 'it has no value'))
  const port = parsePort('--port', values.port)
  if (!port.ok) return port
  const oscPort = parsePort('--osc-port', values['osc-port'])
  if (!oscPort.ok) return oscPort

  return ok({
    kind: 'run',
    settings: {
      show: resolve(files[0] ?? defaults.show),
      host: values.host,
      port: port.value,
      oscHost: values['osc-host'] ?? values.host,
      oscPort: oscPort.value,
      dataDir: resolve(values['data-dir'] ?? defaults.dataDir),
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

function parsePort(option: string, text: string): Result<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity
  return port <= 65_535
    ? ok(port)
    : failed(badArgument(option, `"${text}" is not a port; ports are whole numbers from 0 to 65535`))
}

function badArgument(where: string, what: string): Fault {
  return fault('arguments/bad', where, what, 'see --help')
}

function firstSentence(text: string): string {
  return text.split(/\.\s/)[0] ?? text
}
