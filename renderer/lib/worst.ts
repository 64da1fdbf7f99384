// The one light: what of all that is wrong is worst, in few words, and where it can be mended.
import type { StandingWarning } from '../../shared/model/health.ts'
import { nameIn, withoutCode } from './plain-words.ts'
import { keyOfWarning } from './warning-groups.ts'

/** `trouble`: something of the show does not happen. `attention`: it may come to that, or somebody has chosen it. */
export type Tone = 'well' | 'attention' | 'trouble' | 'unknown'

/** Where something can be mended: in a view, at the card or row that is meant. */
export type Place =
  | { readonly view: 'health'; readonly card: string | null }
  | {
      readonly view: 'rules'
      readonly rule: { readonly schedulerId: string; readonly ruleId: string } | null
    }

export interface Light {
  readonly tone: Tone
  /** `Pedal lost`, `3 warnings: desk does not answer`. */
  readonly words: string
  /** Wall milliseconds; null where nothing is wrong, or it is not known. */
  readonly since: number | null
  /** What is worst, without how many there are. */
  readonly short: string
  /** How many things are in trouble. */
  readonly count: number
  /** Whether it is only what was so when the engine was last heard of. */
  readonly isLastKnown: boolean
  readonly place: Place
}

type Say = (warning: StandingWarning, name: string) => string

/** Worst first; what stands in none of both comes between them. */
const TROUBLES: Readonly<Record<string, Say>> = {
  'runner/lost': () => 'what plays timelines was lost',
  'queue/dropping': () => 'events are lost',
  'osc/input-closed': () => 'no OSC is received',
  'device/lost': (_, name) => `${name} lost`,
  'device/refused': (_, name) => `${name} cannot be opened`,
  'osc/target-failing': ({ about }, name) => `${about?.id ?? name} does not answer`,
  'midi/output-closed': ({ about }, name) => `${about?.id ?? name} is not there`,
  'playlist/failed': (_, name) => `${name} failed`,
  'cue/failed': (_, name) => `${name} failed`,
  'rule/failing': ({ about, what }, name) => (about === undefined ? what : `rule ${name} fails`),
  'playlist/starts-refused': (_, name) => `starts of ${name} are refused`,
  'resource/exhausted': ({ what }) => what,
  'osc/target-dropping': ({ about }, name) => `messages to ${about?.id ?? name} were lost`,
  'midi/output-dropping': ({ about }, name) => `messages to ${about?.id ?? name} were lost`,
  'osc/unknown-target': () => 'messages for an unknown target',
  'midi/unknown-output': () => 'messages for an unknown MIDI output',
  'osc/packets-lost': () => 'OSC packets were lost',
  'thrown/queue-full': () => 'thrown events are pushed out',
  'thrown/missed': () => 'thrown events were missed',
  'rule/late': (_, name) => `rule ${name} came too late`,
  'playlist/late': () => 'steps leave late',
  'handler/failing': () => 'a part of Cuewright failed',
}

const ATTENTION: Readonly<Record<string, Say>> = {
  'as-run/dropping': () => 'the as-run log is not complete',
  'as-run/short': () => 'the as-run log holds little',
  'rule/limited': (_, name) => `rule ${name} rests`,
  'inputs/too-old': () => 'inputs came too late',
  'engine/busy': () => 'the engine is busy',
  'queue/old': () => 'events wait',
  'ramps/lowered': () => 'moving values are sent less often',
  'runner/reports-dropped': () => 'not all steps were reported',
  'clock/jumped': ({ what }) => what,
  'engine/crashed': () => 'Cuewright crashed before',
  'show/set-aside': () => 'edits were put aside',
  'show/offered': () => 'the show file was changed elsewhere',
  'data/begun-anew': () => 'a log was begun anew',
  'recording/failed': () => 'the recording stopped by itself',
  'replay/failed': () => 'the replay stopped by itself',
  'param/rejected': () => 'values were refused',
  'param/loop': ({ about }) => `${about?.id ?? 'a parameter'} hears itself`,
  'device/rejected': (_, name) => `${name} sends nonsense`,
  'device/not-shown': (_, name) => `the keys of ${name} may be wrong`,
  'osc/rejected': () => 'packets were refused',
  'osc/group-unheard': () => 'a multicast group is not heard',
  'osc/clock-ahead': (_, name) => `the clock of ${name} is ahead`,
  'osc/replies-withheld': () => 'OSC replies were held back',
  'broadcast/failing': () => 'a screen is not reached',
  'tasks/nearly-full': () => 'too much waits to be done',
  'web/turned-away': () => 'clients were turned away',
  'access/wrong-pins': () => 'wrong PINs were given',
}

/** Somebody has chosen it: it comes last. */
const BY_HAND: Readonly<Record<string, Say>> = {
  'show/disarmed': () => 'the show is disarmed',
  'rules/held': () => 'rules are held',
  'output/muted': ({ about }, name) => `${about?.id ?? name} is muted`,
}

/** Ids that begin so, whose codes come from the disk. */
const BY_ID: readonly (readonly [start: string, Say])[] = [
  ['show.save.failing', () => 'the show cannot be saved'],
  ['show.notKept', () => 'edits are not kept'],
  ['show.state.notKept', () => 'how the show stands is not kept'],
  ['show.build.failing', () => 'the show file cannot be used'],
  ['show.versions.failing', () => 'no earlier version is kept'],
  ['show.rescued', () => 'an earlier version of the show is open'],
  ['as-run.trouble', () => 'the as-run log is not written'],
  ['log.trouble', () => 'the log is not written'],
  ['access.trouble', () => 'who may do what is not kept'],
  ['device.profile.', (_, name) => `the profile ${name} cannot be used`],
  ['health.more', () => 'more is wrong than is listed'],
]

const TROUBLE_ORDER = Object.keys(TROUBLES)
const ATTENTION_ORDER = Object.keys(ATTENTION)
const BY_HAND_ORDER = Object.keys(BY_HAND)

/** The smaller, the worse. */
function rankOf({ id, code }: Pick<StandingWarning, 'id' | 'code'>): number {
  const trouble = TROUBLE_ORDER.indexOf(code)
  if (trouble >= 0) return trouble
  if (BY_ID.some(([start]) => id.startsWith(start))) return 100
  const attention = ATTENTION_ORDER.indexOf(code)
  if (attention >= 0) return 200 + attention
  const byHand = BY_HAND_ORDER.indexOf(code)
  return byHand >= 0 ? 1000 + byHand : 199
}

export function isTrouble({ code }: Pick<StandingWarning, 'code'>): boolean {
  return Object.hasOwn(TROUBLES, code)
}

/** Worst first; of two alike what stands longer. */
export function worstFirst<T extends Pick<StandingWarning, 'id' | 'code' | 'since'>>(
  warnings: readonly T[],
): T[] {
  return [...warnings].sort((a, b) => rankOf(a) - rankOf(b) || a.since - b.since)
}

/** `desk does not answer`: what a warning is, in as few words as fit beside a light. */
export function shortWords(warning: StandingWarning): string {
  const { id, code, where, what } = warning
  const name = nameIn(where)
  const say =
    TROUBLES[code] ?? ATTENTION[code] ?? BY_HAND[code] ?? BY_ID.find(([start]) => id.startsWith(start))?.[1]
  return withoutCode(say?.(warning, name) ?? `${name}: ${what}`).words
}

/** Where it can be mended. */
export function placeOf(warning: StandingWarning): Place {
  const { about, code } = warning
  if (about?.kind === 'rule' && about.in !== undefined)
    return { view: 'rules', rule: { schedulerId: about.in, ruleId: about.id } }
  if (code === 'rules/held' || code === 'rule/failing') return { view: 'rules', rule: null }
  return { view: 'health', card: keyOfWarning(warning) }
}

const HEALTH: Place = { view: 'health', card: null }

/** `warnings` are null before the first report; `live` is false while the engine is not reached. */
export function lightOf(warnings: readonly StandingWarning[] | null, live: boolean): Light {
  const isLastKnown = !live
  if (warnings === null)
    return {
      tone: 'unknown',
      words: 'health not known',
      short: 'health not known',
      since: null,
      count: 0,
      isLastKnown,
      place: HEALTH,
    }
  const [worst] = worstFirst(warnings)
  if (worst === undefined) {
    const words = live ? 'all well' : 'was well'
    return { ...NOTHING, tone: live ? 'well' : 'unknown', words, short: words, isLastKnown }
  }
  const count = new Set(warnings.map(keyOfWarning)).size
  const short = shortWords(worst)
  return {
    tone: !live ? 'unknown' : isTrouble(worst) ? 'trouble' : 'attention',
    words: count === 1 ? short : `${count} warnings: ${short}`,
    short,
    since: worst.since,
    count,
    isLastKnown,
    place: placeOf(worst),
  }
}

const NOTHING = { since: null, count: 0, place: HEALTH } as const
