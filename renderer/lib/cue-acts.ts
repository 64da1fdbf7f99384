// What a cue does, as rows of a form: each action by a verb and what it is about; what fits no row stays as the file writes it.
import type { CueAction } from '../../shared/model/cue.ts'

/** What can be chosen; `about` names what else there is to say. */
export const VERBS = [
  { action: 'start_playlist', words: 'start playlist', about: 'playlist' },
  { action: 'stop_playlist', words: 'stop playlist', about: 'playlist' },
  { action: 'pause_playlist', words: 'pause playlist', about: 'playlist' },
  { action: 'resume_playlist', words: 'resume playlist', about: 'playlist' },
  { action: 'set_param', words: 'set parameter', about: 'param' },
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

/** Another verb: what it is about stays where both are about the same. */
export function withVerb(act: TypedAct, action: Verb, first: (about: About) => string): TypedAct {
  const about = aboutOf(action)
  if (about !== null && about === aboutOf(act.action)) return { ...act, action }
  switch (about) {
    case 'playlist':
      return { action, id: first('playlist') }
    case 'param':
      return { action, param: first('param'), value: 0 }
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
