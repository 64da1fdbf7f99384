// Takes sheets into cue lists of the show as one edit, after showing what that would do, and writes lists as sheets.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Client } from '../../shared/model/client.ts'
import type { CueDefinition, CueListDefinition } from '../../shared/model/cue.ts'
import { SHEET_LIMITS } from '../../shared/model/cue-sheet.ts'
import type { Meaning, SheetImport, SheetPreview, SheetProblem } from '../../shared/model/cue-sheet.ts'
import type { Generation, Mutation } from '../../shared/model/mutations/mutation.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { sheetText } from './export-sheet.ts'
import { fieldsOf } from './meanings.ts'
import { printedPage } from './printed-page.ts'
import { readSheet } from './read-sheet.ts'
import type { Sheet } from './read-sheet.ts'
import { sheetCue } from './sheet-cue.ts'
import { importCues } from './to-cue-list.ts'

/** The owner of the show, as sheets see it. */
export interface SheetShow {
  current(): { readonly show: ShowFile; readonly generation: Generation }
  edit(request: { readonly mutation: Mutation; readonly seen: Generation }, asker: Asker): Result<Edited>
}

/** Who asks, and the event by which. */
export interface Asker {
  readonly by: Client
  readonly cause: number | null
}

interface Edited {
  readonly generation: Generation
  readonly label: string
}

interface Prepared {
  readonly preview: SheetPreview
  readonly mutation: Mutation
  /** Of the show that was looked at. */
  readonly seen: Generation
}

export class CueSheets {
  readonly #owner: SheetShow
  readonly #pause: () => Promise<void>

  /** `pause` is awaited between pieces of long work. */
  constructor(owner: SheetShow, pause: () => Promise<void>) {
    this.#owner = owner
    this.#pause = pause
  }

  async preview(request: SheetImport): Promise<Result<SheetPreview>> {
    const prepared = await this.#prepare(request)
    return prepared.ok ? ok(prepared.value.preview) : prepared
  }

  /** One edit; refused where the list was changed by somebody else while the sheet was read. */
  async import(request: SheetImport, asker: Asker): Promise<Result<SheetPreview & Edited>> {
    const prepared = await this.#prepare(request)
    if (!prepared.ok) return prepared
    const { preview, mutation, seen } = prepared.value
    const edited = this.#owner.edit({ mutation, seen }, asker)
    return edited.ok ? ok({ ...preview, ...edited.value }) : edited
  }

  /** What an import would do, and the edit that does it. */
  async #prepare(request: SheetImport): Promise<Result<Prepared>> {
    const sheet = await readSheet(request.text, request, this.#pause)
    if (!sheet.ok) return sheet
    const { show, generation } = this.#owner.current()
    const meanings = meaningsFor(sheet.value, request.meanings)
    const cells = sheet.value.rows.map((row) => sheetCue(row, meanings, sheet.value.heads))
    const list = show.cueLists.find(({ id }) => id === request.list) ?? newList(request.list)
    const rows = cells.map(({ cue }) => cue)
    const imported = importCues(rows, list.cues, request.way, show, fieldsOf(meanings))
    const { added, changed, same, removed } = imported
    const problems = [...cells.flatMap((one) => one.problems), ...imported.problems]
    return ok({
      preview: {
        ...previewOf(sheet.value, meanings),
        ...{ added, changed, same, removed },
        ...firstOf(problems),
      },
      mutation: putList(list, imported.cues, rows.length),
      seen: generation,
    })
  }

  export(list: string, form: 'csv' | 'tsv' | 'page'): Result<AsyncIterable<string>> {
    const { show } = this.#owner.current()
    const found = show.cueLists.find(({ id }) => id === list)
    if (found === undefined) {
      return failed(fault('cue-sheet/unknown', list, 'the show has no such cue list', 'look at its lists'))
    }
    if (form === 'page') return ok(withPauses(printedPage(show.name, found), this.#pause))
    return ok(withPauses(sheetText(found, form === 'tsv' ? 'tab' : 'comma'), this.#pause))
  }
}

async function* withPauses(pieces: Iterable<string>, pause: () => Promise<void>): AsyncGenerator<string> {
  for (const piece of pieces) {
    yield piece
    await pause()
  }
}

function newList(id: string): CueListDefinition {
  return { id, name: id, cues: [], metadata: {} }
}

function putList(list: CueListDefinition, cues: readonly CueDefinition[], rows: number): Mutation {
  const edit = { edit: 'put', kind: 'cueList', id: list.id, value: { ...list, cues } } as const
  return { edit: 'all', edits: [edit], label: `import ${rows} cues into ${list.name}` }
}

/** As asked for, with the columns beyond left out. */
function meaningsFor({ guessed }: Sheet, wanted: readonly Meaning[] | undefined): readonly Meaning[] {
  return wanted === undefined ? guessed : guessed.map((_, column) => wanted[column] ?? 'leaveOut')
}

function previewOf(
  { form, heads, hasHeads, rows }: Sheet,
  meanings: readonly Meaning[],
): Pick<SheetPreview, 'form' | 'heads' | 'hasHeads' | 'meanings' | 'rows' | 'rowCount'> {
  return { form, heads, hasHeads, meanings, rows: rows.slice(0, SHEET_LIMITS.shown), rowCount: rows.length }
}

function firstOf(problems: readonly SheetProblem[]): Pick<SheetPreview, 'problems' | 'more'> {
  const sorted = problems.toSorted((a, b) => a.line - b.line)
  const shown = sorted.slice(0, SHEET_LIMITS.problems).map(({ line, code, text }) => ({ line, code, text }))
  return { problems: shown, more: problems.length - shown.length }
}
