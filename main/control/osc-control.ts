// The OSC address space by which other show software controls this one: addresses in, commands out, replies to the sender.
import type { Clock } from '../../shared/base/clock.ts'
import { formatFault } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { EventEnvelope, OscEndpoint, Subscribe } from '../../shared/model/event.ts'
import { isPress } from '../../shared/model/osc.ts'
import type { OscMessage, OscValue } from '../../shared/model/osc.ts'
import { compileOscPattern, isOscPattern } from '../../shared/model/osc-pattern.ts'
import { OscListeners } from './osc-listeners.ts'

export interface OscControlOptions {
  readonly clock: Clock
  readonly subscribe: Subscribe
  /** Also answers `/go`, `/cue/{id}/start` and the like. */
  readonly aliases: boolean
  readonly version: string
  playlistIds(): readonly string[]
  execute(
    name: string,
    args: unknown,
    context: { readonly by: string; readonly cause: number },
  ): Result<unknown>
  reply(to: OscEndpoint, message: OscMessage): void
}

/** Commands that a bare button may send. */
interface Request {
  readonly command: string
  readonly args: Readonly<Record<string, unknown>>
}

const PREFIX = '/cuewright'
/** Before triggers, so that a playlist listening to the same message sees the command's effect. */
const PRIORITY = 75

const SHOW_VERBS: Readonly<Record<string, string>> = {
  go: 'show.go',
  back: 'show.back',
  stop: 'show.stop',
  pause: 'show.pause',
  resume: 'show.resume',
  panic: 'show.panic',
}
const PLAYLIST_VERBS: Readonly<Record<string, string>> = {
  start: 'playlist.start',
  stop: 'playlist.stop',
  pause: 'playlist.pause',
  resume: 'playlist.resume',
}

export function createOscControl(options: OscControlOptions): Disposable {
  const { clock, subscribe, playlistIds, execute, reply, aliases, version } = options
  const wiring = new DisposableStack()
  const listeners = wiring.use(new OscListeners({ clock, subscribe, send: reply }))

  function onMessage(event: EventEnvelope<'osc.received'>): void {
    const { args, from } = event.payload
    listeners.heard(from)
    const address = aliases ? withoutAlias(event.payload.address) : event.payload.address
    if (!address.startsWith(`${PREFIX}/`)) return
    const path = address.slice(PREFIX.length + 1).split('/')
    if (path[0] === 'ping' && path.length === 1) {
      answer(from, event.payload.address, ['ok', version])
      return
    }
    if (path[0] === 'subscribe' && path.length === 1) {
      listeners.add(from, args[0])
      answer(from, event.payload.address, ['ok'])
      return
    }
    const asked = addressedPaths(path, playlistIds).map((one) => requestFrom(one, args))
    for (const request of asked) {
      if (request === 'release') continue
      if (request === null)
        answer(from, event.payload.address, ['error', unknownAddress(event.payload.address)])
      else act(event, request)
    }
  }

  function act(
    { source, seq, payload: { from, address } }: EventEnvelope<'osc.received'>,
    request: Request,
  ): void {
    const outcome = execute(request.command, request.args, { by: source, cause: seq })
    answer(
      from,
      address,
      outcome.ok ? ['ok', JSON.stringify(outcome.value)] : ['error', formatFault(outcome.error)],
    )
  }

  function answer(to: OscEndpoint, address: string, args: readonly OscValue[]): void {
    reply(to, { address: `${PREFIX}/reply${address}`, args })
  }

  wiring.use(subscribe('osc.received', onMessage, { priority: PRIORITY, name: 'OSC control' }))
  return wiring
}

/** A playlist's place in the path may be an OSC pattern, which stands for every playlist that it matches. */
function addressedPaths(
  path: readonly string[],
  playlistIds: () => readonly string[],
): (readonly string[])[] {
  const [area, name, ...verb] = path
  if (area !== 'playlist' || name === undefined || !isOscPattern(name)) return [path]
  const matches = compileOscPattern(`/${name}`)
  return playlistIds()
    .filter((id) => matches(`/${id}`))
    .map((id) => ['playlist', id, ...verb])
}

function unknownAddress(address: string): string {
  return `osc/unknown-address: ${address}: nothing listens here`
}

/** What a message asks for; 'release' where a button was let go; null where nothing has this address. */
function requestFrom(path: readonly string[], args: readonly OscValue[]): Request | 'release' | null {
  const [area, name, verb, ...rest] = path
  if (area === undefined || rest.length > 0) return null
  if (name === undefined) return pressed(SHOW_VERBS[area], {}, args)
  if (area === 'event' && verb === undefined) {
    return { command: 'event.publish', args: { type: name, payload: { args } } }
  }
  if (area !== 'playlist' || verb === undefined) return null
  if (verb === 'seek') return { command: 'playlist.seek', args: { id: name, position: args[0] } }
  if (verb === 'rate') return { command: 'playlist.setRate', args: { id: name, rate: args[0] } }
  return pressed(PLAYLIST_VERBS[verb], { id: name }, args)
}

function pressed(
  command: string | undefined,
  commandArgs: Readonly<Record<string, unknown>>,
  args: readonly OscValue[],
): Request | 'release' | null {
  if (command === undefined) return null
  return isPress(args) ? { command, args: commandArgs } : 'release'
}

/** Translates the short addresses that controllers for other show software send. */
function withoutAlias(address: string): string {
  const cue = /^\/cue\/([^/]+)\/(start|stop|pause|resume)$/.exec(address)
  if (cue !== null) return `${PREFIX}/playlist/${cue[1]}/${cue[2]}`
  return /^\/(?:go|stop|pause|resume|panic)$/.test(address) ? `${PREFIX}${address}` : address
}
