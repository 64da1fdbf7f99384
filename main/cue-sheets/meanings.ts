// What columns of a cue sheet mean, guessed from what is written at their heads in the programs and spreadsheets of the field.
import type { CueDefinition } from '../../shared/model/cue.ts'
import type { Meaning } from '../../shared/model/cue-sheet.ts'

/** In the order in which they are tried: what is sure first. Each is compared without case, blanks and punctuation. */
const WORDS: readonly (readonly [meaning: Meaning, words: readonly string[]])[] = [
  ['number', ['number', 'cuenumber', 'cueno', 'cuenr', 'no', 'nr', 'num', 'q', 'cue']],
  ['name', ['name', 'title', 'cuename', 'cuetitle', 'label', 'cue', 'event', 'description']],
  ['note', ['note', 'notes', 'comment', 'comments', 'remark', 'remarks', 'description', 'details']],
  ['colour', ['colour', 'color', 'cuecolor', 'cuecolour']],
  ['armed', ['armed']],
  ['skip', ['skip', 'disarmed', 'skipped']],
  ['preWait', ['prewait', 'delay', 'wait']],
  ['continue', ['continue', 'continuemode', 'follow', 'autocontinue', 'autofollow', 'endaction']],
  ['postWait', ['postwait']],
  ['type', ['type', 'cuetype']],
  ['playlist', ['playlist', 'timeline', 'startplaylist', 'target']],
  ['message', ['message', 'osc', 'oscmessage', 'osccommand', 'customstring']],
  ['actions', ['actions']],
  ['id', ['cuewrightid', 'id']],
  ['group', ['group']],
  ['inGroup', ['ingroup']],
  [
    'addToNote',
    [
      'duration',
      'timestart',
      'timeend',
      'start',
      'end',
      'page',
      'department',
      'who',
      'operator',
      'script',
      'placement',
    ],
  ],
]

const plain = (head: string): string => head.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

const ALL_WORDS = new Set(WORDS.flatMap(([, words]) => words))

/** `#` stands at the head of numbers and of nothing else. */
const wordOf = (head: string): string => (/^\s*(q\s*)?#\s*$/i.test(head) ? 'number' : plain(head))

/** One for each head. */
export function guessMeanings(heads: readonly string[]): Meaning[] {
  const guessed: Meaning[] = heads.map(() => 'leaveOut')
  const words = heads.map(wordOf)
  const free = new Set(words.keys())
  for (const [meaning, known] of WORDS) {
    for (const word of known) {
      const at = [...free].filter((index) => words[index] === word)
      const taken = meaning === 'addToNote' ? at : at.slice(0, 1)
      for (const index of taken) {
        guessed[index] = meaning
        free.delete(index)
      }
      if (taken.length > 0 && meaning !== 'addToNote') break
    }
  }
  return guessed
}

/** Whether a first row names its columns: at least two of its texts are known at heads, or its only one. */
export function isHead(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '')
  const known = filled.filter((cell) => ALL_WORDS.has(wordOf(cell))).length
  return known >= Math.min(2, Math.max(1, filled.length))
}

/** Fields of a cue that columns of each meaning are for. */
const FIELDS: Readonly<Record<Meaning, readonly (keyof CueDefinition)[]>> = {
  number: ['number'],
  name: ['name'],
  note: ['note'],
  colour: ['colour'],
  armed: ['armed'],
  skip: ['armed'],
  preWait: ['preWait'],
  continue: ['continue'],
  postWait: ['postWait'],
  type: [],
  playlist: ['actions'],
  message: ['actions'],
  actions: ['actions'],
  id: [],
  group: ['group'],
  inGroup: ['in'],
  addToNote: ['note'],
  leaveOut: [],
}

/** What an import changes of cues that are there already. */
export function fieldsOf(meanings: readonly Meaning[]): ReadonlySet<keyof CueDefinition> {
  return new Set(meanings.flatMap((meaning) => FIELDS[meaning]))
}
