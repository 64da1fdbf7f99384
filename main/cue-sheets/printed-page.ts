// A cue list as a page to be printed: no scripts, nothing from elsewhere, every text escaped.
import type { CueDefinition, CueListDefinition } from '../../shared/model/cue.ts'
import { actionText } from './export-sheet.ts'

const STYLE = `
@page { size: A4; margin: 14mm }
body { font: 10pt/1.35 system-ui, sans-serif; color: #000; background: #fff; margin: 0 auto; max-width: 190mm }
h1 { font-size: 15pt; margin: 0 0 1mm }
p { margin: 0 0 5mm; color: #444 }
table { width: 100%; border-collapse: collapse }
thead { display: table-header-group }
tr { break-inside: avoid }
th { text-align: left; font-size: 8.5pt; border-bottom: 1.2pt solid #000; padding: 1mm 2mm }
td { vertical-align: top; border-bottom: .4pt solid #999; padding: 1.2mm 2mm; white-space: pre-line; overflow-wrap: anywhere }
.number { font-weight: 700; white-space: nowrap; border-left: 2.5mm solid transparent }
.in { padding-left: 6mm }
.group { font-weight: 700 }
.off { text-decoration: line-through }
@media screen { body { padding: 10mm } }
`

/** Rows that are written at once. */
const ROWS = 500

export function* printedPage(show: string, list: CueListDefinition): Generator<string> {
  const title = escaped(`${show}: ${list.name}`)
  yield `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body><h1>${title}</h1><p>${list.cues.length} ${list.cues.length === 1 ? 'cue' : 'cues'}. Struck out: not armed.</p><table><thead><tr><th>Cue</th><th>Name</th><th>Note</th><th>Does</th><th>Waits</th></tr></thead><tbody>`
  for (let from = 0; from < list.cues.length; from += ROWS) {
    yield list.cues
      .slice(from, from + ROWS)
      .map(rowOf)
      .join('')
  }
  yield '</tbody></table></body></html>'
}

function rowOf(cue: CueDefinition): string {
  const { number = '', name, note, colour, armed, group, actions } = cue
  // The colour is one of six hex digits by the show's schema, and an attribute of presentation, which no policy of styles refuses.
  const mark =
    colour === undefined
      ? ''
      : `<svg width="8" height="8" aria-hidden="true"><rect width="8" height="8" fill="${colour}"/></svg> `
  const classes = [armed ? '' : 'off', group === undefined ? '' : 'group', cue.in === undefined ? '' : 'in']
  const does = actions.map(actionText).join('\n')
  return `<tr><td class="number">${mark}${escaped(number)}</td><td class="${classes.join(' ').trim()}">${escaped(name)}</td><td>${escaped(note)}</td><td>${escaped(does)}</td><td>${escaped(waitsOf(cue))}</td></tr>`
}

function waitsOf({ preWait, postWait, continue: goesOn }: CueDefinition): string {
  const lines = [
    preWait === 0 ? '' : `${seconds(preWait)} before it acts`,
    goesOn === 'auto-continue' ? `goes on ${postWait === 0 ? 'at once' : `after ${seconds(postWait)}`}` : '',
    goesOn === 'auto-follow' ? 'goes on when it has ended' : '',
  ]
  return lines.filter((line) => line !== '').join('\n')
}

const seconds = (ms: number): string => `${String(ms / 1000)} s`

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
