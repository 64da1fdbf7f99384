// What messages of MIDI Show Control ask of cue lists.
import type { ShowControl } from '../../shared/model/midi.ts'

export interface ControlRequest {
  readonly command: string
  readonly args: Readonly<Record<string, unknown>>
}

export interface NumberedLists {
  /** The id of the list that a number names; null where there is none. */
  listOfNumber(number: string): string | null
}

/** Null where it asks for nothing that there is here. What names a list that the show does not have is refused by name. */
export function showControlRequest(message: ShowControl, lists: NumberedLists): ControlRequest | null {
  const { command, cue, list } = message
  const inList = list === '' ? {} : { list: lists.listOfNumber(list) ?? list }
  const ofCue = { ...inList, number: cue }
  const isBare = cue === ''
  switch (command) {
    case 'GO':
    case 'TIMED_GO':
    case 'GO_JAM_CLOCK':
      return isBare ? { command: 'show.go', args: inList } : { command: 'cue.go', args: ofCue }
    // It is resumed by the next, so that it is a pause here.
    case 'STOP':
      return isBare ? { command: 'show.pause', args: {} } : { command: 'cue.pause', args: ofCue }
    case 'RESUME':
      return isBare ? { command: 'show.resume', args: {} } : { command: 'cue.resume', args: ofCue }
    case 'GO_OFF':
      return isBare ? { command: 'show.stop', args: {} } : { command: 'cue.stop', args: ofCue }
    case 'LOAD':
      return { command: 'cueList.standBy', args: ofCue }
    case 'STANDBY_PLUS':
      return { command: 'cueList.skip', args: inList }
    case 'STANDBY_MINUS':
      return { command: 'cueList.back', args: inList }
    default:
      return null
  }
}
