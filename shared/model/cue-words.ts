// What a cue is called for people, by its number and its name or else by its id, and what it does.
import type { CueAction } from './cue.ts'
import { eventText } from './event-words.ts'
import { recallText } from './scene-words.ts'
import { clip, durationText } from './words.ts'

export function cueText(cue: {
  readonly number: string | null
  readonly name: string | null
  readonly cueId: string
}): string {
  const { number, name, cueId } = cue
  const text = [number === null ? '' : `cue ${number}`, name ?? ''].filter((part) => part !== '').join(' ')
  return text === '' ? `cue ${cueId}` : text
}

/** What people call a playlist by its id, and a scene by its name. */
interface NamesOf {
  playlist(id: string): string
  scene(name: string): string
}

/** What an action of a cue does, as it stands in a row: `starts Intro`. */
export function cueActionText(action: CueAction, { playlist: nameOf, scene: labelOf }: NamesOf): string {
  switch (action.action) {
    case 'start_playlist':
      return `starts ${nameOf(action.id)}`
    case 'stop_playlist':
      return `stops ${nameOf(action.id)}`
    case 'pause_playlist':
      return `pauses ${nameOf(action.id)}`
    case 'resume_playlist':
      return `resumes ${nameOf(action.id)}`
    case 'emit':
      return `sends ${eventText(action.type, action.payload)}`
    case 'set_param':
      return clip(`sets ${action.param} to ${JSON.stringify(action.value)}`)
    case 'recall_scene':
      return `recalls ${recallText({ ...action, scene: labelOf(action.scene) })}`
    case 'fade_param':
      return clip(`fades ${action.param} to ${JSON.stringify(action.to)} in ${durationText(action.over)}`)
    case 'raise_interrupt':
      return clip(`asks ${action.interrupt.prompt}`)
    case 'go_list':
      return `GO of ${action.list}`
    case 'stop_cue':
      return `stops cue ${otherCue(action)}`
    case 'arm_cue':
      return `arms cue ${otherCue(action)}`
    case 'disarm_cue':
      return `disarms cue ${otherCue(action)}`
  }
}

function otherCue({ list, cue }: { readonly list?: string | undefined; readonly cue: string }): string {
  return list === undefined ? cue : `${cue} of ${list}`
}
