// What a cue does, as rows of a form: each action by a verb and what it is about; what fits no row stays as the file writes it.
import type { CueAction } from '../../shared/model/cue.ts'
import { parseTime, timeText } from './typed-time.ts'

/** What can be chosen; `about` names what else there is to say. */
export const VERBS = [
  { action: 'start_playlist', words: 'start playlist', about: 'playlist' },
  { action: 'stop_playlist', words: 'stop playlist', about: 'playlist' },
  { action: 'pause_playlist', words: 'pause playlist', about: 'playlist' },
  { action: 'resume_playlist', words: 'resume playlist', about: 'playlist' },
  { action: 'set_param', words: 'set parameter', about: 'param' },
  { action: 'fade_param', words: 'fade parameter', about: 'param' },
  { action: 'recall_scene', words: 'recall scene', about: 'scene' },
  { action: 'emit', words: 'send', about: 'event' },
  { action: 'raise_interrupt', words: 'ask', about: 'question' },
  { action: 'go_list', words: 'GO of list', about: 'list' },
  { action: 'stop_cue', words: 'stop cue', about: 'cue' },
  { action: 'arm_cue', words: 'arm cue', about: 'cue' },
  { action: 'disarm_cue', words: 'disarm cue', about: 'cue' },
] as const satisfies readonly { readonly action: CueAction['action']; readonly [word: string]: string }[]
export type Verb = (typeof VERBS)[number]['action']
export type About = (typeof VERBS)[number]['about']

/** An action while it is typed: whatever it may hold, it has a verb. */
export type TypedAct = Readonly<Record<string, unknown>> & { readonly action: string }

/** The actions of a text; null where it holds none that rows could show. */
export function readActs(text: string): readonly TypedAct[] | null {
  try {
    const read: unknown = text.trim() === '' ? [] : JSON.parse(text)
    const isRows =
      Array.isArray(read) && read.every((each) => typeof (each as TypedAct | null)?.action === 'string')
    return isRows ? (read as TypedAct[]) : null
  } catch {
    return null
  }
}

export const writeActs = (acts: readonly TypedAct[]): string => JSON.stringify(acts, null, 2)

export function aboutOf(action: string): About | null {
  return VERBS.find((verb) => verb.action === action)?.about ?? null
}

/** What a fade lasts until somebody says it. */
const USUAL_FADE_MS = 3000

/** Another verb: what it is about stays where both are about the same. */
export function withVerb(act: TypedAct, action: Verb, first: (about: About) => string): TypedAct {
  const about = aboutOf(action)
  const isSame = about !== null && about === aboutOf(act.action)
  if (isSame && about !== 'param') return { ...act, action }
  switch (about) {
    case 'playlist':
      return { action, id: first('playlist') }
    case 'param': {
      const param = isSame ? act['param'] : first('param')
      const value = act['value'] ?? act['to'] ?? 0
      if (action === 'set_param') return { action, param, value }
      return { action, param, to: value, over: act['over'] ?? USUAL_FADE_MS }
    }
    case 'scene':
      return { action, scene: first('scene') }
    case 'event':
      return { action, type: 'osc.send', payload: { target: first('event'), address: '/', args: [] } }
    case 'question':
      return { action, interrupt: { kind: 'confirmation', prompt: '' } }
    case 'list':
      return { action, list: first('list') }
    case 'cue':
      return { action, cue: first('cue') }
    case null:
      return { action }
  }
}

/** A value as it is typed: JSON where it is some, else text. */
export function typedValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? '')

/** What else there is to say of an action, each in a field of its own. */
export interface ActDetail {
  readonly field: 'value' | 'to' | 'over' | 'curve' | 'onStop' | 'mask'
  readonly as: 'value' | 'time' | 'curve' | 'stop' | 'names'
  readonly label: string
  /** Before the field. */
  readonly before: string
  /** In the field while it is empty; null where it must say something. */
  readonly empty: string | null
}

const OF_FADE: readonly ActDetail[] = [
  { field: 'to', as: 'value', label: 'To', before: 'to', empty: null },
  { field: 'over', as: 'time', label: 'Over', before: 'in', empty: null },
  { field: 'curve', as: 'curve', label: 'Curve', before: '', empty: 'straight' },
  { field: 'onStop', as: 'stop', label: 'When stopped', before: 'stopped:', empty: 'stays there' },
]
const OF_RECALL: readonly ActDetail[] = [
  { field: 'over', as: 'time', label: 'Over', before: 'in', empty: 'its time' },
  { field: 'curve', as: 'curve', label: 'Curve', before: '', empty: 'its curve' },
  { field: 'mask', as: 'names', label: 'Only these', before: 'only', empty: 'all of it' },
]
const DETAILS: Readonly<Partial<Record<string, readonly ActDetail[]>>> = {
  set_param: [{ field: 'value', as: 'value', label: 'Value', before: 'to', empty: null }],
  fade_param: OF_FADE,
  recall_scene: OF_RECALL,
}

export const detailsOf = ({ action }: TypedAct): readonly ActDetail[] => DETAILS[action] ?? []

/** The text in the field of a detail. */
export function detailText({ field, as }: ActDetail, act: TypedAct): string {
  const value = act[field]
  if (value === undefined) return ''
  if (as === 'time') {
    const ms = typeof value === 'string' ? parseTime(value) : value
    return typeof ms === 'number' ? timeText(ms) : valueText(value)
  }
  return as === 'names' && Array.isArray(value) ? value.join(', ') : valueText(value)
}

/** The action with what was typed; what cannot be read stays to be mended. */
export function withDetail(act: TypedAct, { field, as, empty }: ActDetail, text: string): TypedAct {
  const bare = text.trim()
  if (bare === '' && empty !== null)
    return Object.fromEntries(Object.entries(act).filter(([name]) => name !== field)) as TypedAct
  switch (as) {
    case 'time':
      return { ...act, [field]: parseTime(bare) ?? bare }
    case 'names':
      return { ...act, [field]: [...new Set(bare.split(/[\s,;]+/).filter((name) => name !== ''))] }
    default:
      return { ...act, [field]: typedValue(bare) }
  }
}

/** Why what is typed in a detail cannot be taken; null where it can. */
export function detailProblem({ field, as }: ActDetail, act: TypedAct): string | null {
  const value = act[field]
  const isTime = as !== 'time' || typeof value !== 'string' || parseTime(value) !== null
  return isTime ? null : 'must be a time, such as 4 s or 1:30'
}

/** The first of what cannot be taken, by the number of its action. */
export function actsProblem(acts: readonly TypedAct[]): string | null {
  for (const [at, act] of acts.entries()) {
    for (const detail of detailsOf(act)) {
      const why = detailProblem(detail, act)
      if (why !== null) return `action ${at + 1}, ${detail.label.toLowerCase()}: ${why}`
    }
  }
  return null
}

/** The action and the field of it that a refusal is about, by where it says that it is. */
export function refusedAct(where: string): { readonly at: number; readonly field: string | null } | null {
  const found = /\bactions(?:\.|\[)(\d+)\]?(?:\.(\w+))?/.exec(where)
  return found === null ? null : { at: Number(found[1]), field: found[2] ?? null }
}
