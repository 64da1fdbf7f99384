// What the addresses of the OSC control mean: a path and its arguments in, the command that they ask for out.
import type { OscValue } from '../../shared/model/osc.ts'
import { numberSent, withinReach } from '../../shared/model/osc-number.ts'
import { PLAYLIST_LIMITS } from '../../shared/model/playlist.ts'

export interface OscRequest {
  readonly command: string
  readonly args: Readonly<Record<string, unknown>>
}

/** 'idle' where a button was let go, or is still held; null where nothing has the address. */
type Asked = OscRequest | 'idle' | null

const SHOW_VERBS: ReadonlyMap<string, string> = new Map([
  ['go', 'show.go'],
  ['back', 'show.back'],
  ['stop', 'show.stop'],
  ['pause', 'show.pause'],
  ['resume', 'show.resume'],
  ['panic', 'show.panic'],
  ['arm', 'show.arm'],
  ['disarm', 'show.disarm'],
  ['reset', 'show.reset'],
  ['reload', 'show.reload'],
  ['resync', 'param.resync'],
])
const PLAYLIST_VERBS: ReadonlyMap<string, string> = new Map([
  ['start', 'playlist.start'],
  ['stop', 'playlist.stop'],
  ['pause', 'playlist.pause'],
  ['resume', 'playlist.resume'],
])

const CUE_VERBS: ReadonlyMap<string, string> = new Map(
  ['start', 'stop', 'pause', 'resume', 'arm', 'disarm'].map((verb) => [verb, `cue.${verb}`]),
)

/** `isPress` where the message presses its control, which what carries data does not ask. */
type Read = (path: readonly string[], args: readonly OscValue[], isPress: boolean) => Asked

/** By the first word of the path; each is given the words after it. */
const AREAS: ReadonlyMap<string, Read> = new Map([
  ['playlist', playlistRequest],
  ['param', paramRequest],
  ['go', goRequest],
  ['cue', cueRequest],
  ['list', listRequest],
  ['playhead', playheadRequest],
  ['event', eventRequest],
  ['throw', throwRequest],
  ['confirm', confirmRequest],
  ['scene', sceneRequest],
  ['rule', ruleRequest],
  ['rules', rulesRequest],
  ['message', messageRequest],
])

/** What a message asks for, given its path below `/cuewright`. */
export function requestFrom(
  [area = '', ...path]: readonly string[],
  args: readonly OscValue[],
  isPress: boolean,
): Asked {
  if (path.length === 0 && area !== 'message') return pressed(SHOW_VERBS.get(area), {}, isPress)
  return AREAS.get(area)?.(path, args, isPress) ?? null
}

function playlistRequest(path: readonly string[], args: readonly OscValue[], isPress: boolean): Asked {
  const [id, verb] = path
  if (verb === undefined || path.length > 2) return null
  if (verb === 'seek') {
    const position = valueOf(args[0], 0, PLAYLIST_LIMITS.offset)
    return { command: 'playlist.seek', args: { id, position } }
  }
  if (verb === 'rate') {
    const { slowest, fastest } = PLAYLIST_LIMITS
    return { command: 'playlist.setRate', args: { id, rate: valueOf(args[0], slowest, fastest) } }
  }
  return pressed(PLAYLIST_VERBS.get(verb), { id }, isPress)
}

/** `param/{name}/fade TO SECONDS [CURVE]`, `param/{name}/fade/stop`. */
function paramRequest(path: readonly string[], args: readonly OscValue[], isPress: boolean): Asked {
  const [name, verb, more] = path
  if (verb !== 'fade' || path.length > 3) return null
  if (more !== undefined) return more === 'stop' ? pressed('param.fade.stop', { name }, isPress) : null
  const [to, seconds, curve] = args
  return {
    command: 'param.fade',
    args: { name, to, over: millisecondsOf(seconds), ...(curve !== undefined && { curve }) },
  }
}

/** Without what single precision adds; what is no number goes on as it came and is refused in words. */
function millisecondsOf(seconds: OscValue | undefined): OscValue | undefined {
  const number = numberSent(seconds)
  return number === null ? seconds : Math.round(number * 1_000_000) / 1000
}

function goRequest([list, ...more]: readonly string[], _args: readonly OscValue[], isPress: boolean): Asked {
  return more.length > 0 ? null : pressed('show.go', { list }, isPress)
}

/** Of the first list. */
function cueRequest(path: readonly string[], args: readonly OscValue[], isPress: boolean): Asked {
  return cueOf({}, path, args, isPress)
}

/** `list/{list}/cue/{number}/…`, `list/{list}/playhead/…`. */
function listRequest(
  [list, area, ...path]: readonly string[],
  args: readonly OscValue[],
  isPress: boolean,
): Asked {
  if (area === 'cue') return cueOf({ list }, path, args, isPress)
  return area === 'playhead' ? playheadOf({ list }, path, isPress) : null
}

function cueOf(
  inList: { readonly list?: string | undefined },
  [number, verb, ...more]: readonly string[],
  args: readonly OscValue[],
  isPress: boolean,
): Asked {
  if (verb === undefined || more.length > 0) return null
  // It carries data, of which 0 is as good as any.
  if (verb === 'load') {
    const position = args.length === 0 ? 0 : valueOf(args[0], 0, PLAYLIST_LIMITS.offset)
    return { command: 'cue.load', args: { ...inList, number, position } }
  }
  return pressed(CUE_VERBS.get(verb), { ...inList, number }, isPress)
}

function playheadRequest(path: readonly string[], _args: readonly OscValue[], isPress: boolean): Asked {
  return playheadOf({}, path, isPress)
}

function playheadOf(
  inList: { readonly list?: string | undefined },
  [verb, number, ...more]: readonly string[],
  isPress: boolean,
): Asked {
  if (more.length > 0) return null
  if (verb === 'goto' && number !== undefined)
    return pressed('cueList.standBy', { ...inList, number }, isPress)
  if (number !== undefined) return null
  if (verb === 'next') return pressed('cueList.skip', inList, isPress)
  return verb === 'previous' ? pressed('cueList.back', inList, isPress) : null
}

/** The number that was meant; what is none, or is out of range, goes on as it came and is refused in words. */
function valueOf(sent: OscValue | undefined, min: number, max: number): OscValue | undefined {
  const number = numberSent(sent)
  return number === null ? sent : (withinReach(number, min, max) ?? number)
}

function eventRequest(path: readonly string[], args: readonly OscValue[]): Asked {
  if (path.length > 1) return null
  return { command: 'event.publish', args: { type: path[0], payload: { args } } }
}

/** A thrown event carries data, of which 0 is as good as any. */
function throwRequest(path: readonly string[], args: readonly OscValue[]): Asked {
  const [key, destId] = path
  if (path.length > 2) return null
  const payload = args.length > 1 ? args : (args[0] ?? null)
  const to = destId === undefined ? { scope: 'global' } : { scope: 'dest', dest_id: destId }
  return { command: 'thrown.throw', args: { key, ...to, payload } }
}

/** To a question 0 is an answer, and the bare address says yes. */
function confirmRequest(path: readonly string[], args: readonly OscValue[]): Asked {
  if (path.length > 1) return null
  const [answer = true] = args
  return { command: 'interrupt.answer', args: { interruptId: path[0], answer } }
}

/** `scene/{name}/recall [seconds]`, and as buttons `cut`, which recalls it at once, and `store`. */
function sceneRequest(
  [name, verb, ...more]: readonly string[],
  [seconds]: readonly OscValue[],
  isPress: boolean,
): Asked {
  if (more.length > 0 || verb === undefined) return null
  if (verb === 'cut') return pressed('scene.recall', { name, over: 0 }, isPress)
  if (verb === 'store') return pressed('scene.store', { name }, isPress)
  if (verb !== 'recall') return null
  // A button that is let go sends 0, and one without a number says only that it is pressed.
  const wanted = numberSent(seconds)
  if (seconds === undefined || typeof seconds === 'boolean') return pressed('scene.recall', { name }, isPress)
  if (wanted === 0) return 'idle'
  const over = wanted === null ? seconds : Math.round(wanted * 1000)
  return { command: 'scene.recall', args: { name, over } }
}

function ruleRequest(path: readonly string[], _args: readonly OscValue[], isPress: boolean): Asked {
  const [schedulerId, ruleId, verb] = path
  if (verb !== 'fire' || path.length > 3) return null
  return pressed('rule.fire', { schedulerId, ruleId }, isPress)
}

function rulesRequest(
  [verb, ...more]: readonly string[],
  _args: readonly OscValue[],
  isPress: boolean,
): Asked {
  if (more.length > 0 || (verb !== 'hold' && verb !== 'release')) return null
  return pressed(`rules.${verb}`, {}, isPress)
}

/** `message "text" [seconds]`, `message/clear`; an empty text clears as well. */
function messageRequest(
  path: readonly string[],
  [text = '', seconds]: readonly OscValue[],
  isPress: boolean,
): Asked {
  if (path.length > 0) return path.join('/') === 'clear' ? pressed('message.clear', {}, isPress) : null
  if (text === '') return { command: 'message.clear', args: {} }
  const lasts = seconds === undefined ? {} : { seconds: numberSent(seconds) ?? seconds }
  return { command: 'message.show', args: { text, ...lasts } }
}

function pressed(
  command: string | undefined,
  commandArgs: Readonly<Record<string, unknown>>,
  isPress: boolean,
): Asked {
  if (command === undefined) return null
  return isPress ? { command, args: commandArgs } : 'idle'
}
