// Sentences of the activity list on cues.
import { cueText } from '../../shared/model/cue-words.ts'
import type { PayloadOf, SystemEventType } from '../../shared/model/event.ts'
import { secondsText } from './words.ts'

type CueType = Extract<SystemEventType, `cue.${string}` | `cueList.${string}`>
type Sentences = { readonly [T in CueType]: (payload: PayloadOf<T>) => string | null }

const FROM: Readonly<Record<PayloadOf<'cue.started'>['from'], string>> = {
  go: '',
  name: ' by name',
  continue: ' after the one before',
  follow: ' when the one before had ended',
  group: ' with its group',
  cue: ' by a cue',
}

const STOPPED: Readonly<Record<PayloadOf<'cue.stopped'>['reason'], string>> = {
  stopped: 'stopped',
  cue: 'stopped by a cue',
  panic: 'stopped by panic',
  answered: 'stopped: nobody said yes',
  removed: 'stopped, as it was removed',
  restarted: 'started anew',
  interrupted: 'stopped, as an event ended what it had started',
}

const upper = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

export const CUE_SENTENCES: Sentences = {
  'cue.waiting': (cue) => `${upper(cueText(cue))} waits for ${secondsText(cue.wait)}${FROM[cue.from]}`,
  'cue.started': (cue) => `${upper(cueText(cue))} started${FROM[cue.from]}`,
  'cue.completed': (cue) => `${upper(cueText(cue))} completed after ${secondsText(cue.lasted)}`,
  'cue.failed': (cue) => `${upper(cueText(cue))} failed: ${cue.error}`,
  'cue.stopped': (cue) => `${upper(cueText(cue))} ${STOPPED[cue.reason]}`,
  'cue.skipped': (cue) =>
    `${upper(cueText(cue))} ${cue.reason === 'disarmed' ? 'did nothing, as it is disarmed' : 'was passed over'}`,
  'cue.waitCancelled': (cue) => `${upper(cueText(cue))}: the wait for the next cue was taken back`,
  'cue.loaded': (cue) => `${upper(cueText(cue))} stands by at ${secondsText(cue.position)}`,
  'cue.armedChanged': (cue) => `${upper(cueText(cue))} ${cue.armed ? 'armed' : 'disarmed'}`,
  'cueList.standbyChanged': ({ listId, cueId, number, name }) =>
    cueId === null
      ? `Nothing on standby in ${listId}`
      : `${upper(cueText({ cueId, number, name }))} on standby`,
}
