// Cues of a sheet as cues of a list of the show: what their texts refer to is looked up, and what is not there is said.
import { z } from 'zod'
import { isSameJson } from '../../shared/base/same-json.ts'
import { cleanLine, cleanText } from '../../shared/model/clean-line.ts'
import { CUE_LIMITS, cueAction, cueNumber } from '../../shared/model/cue.ts'
import type { CueAction, CueDefinition } from '../../shared/model/cue.ts'
import type { ImportWay, SheetProblem } from '../../shared/model/cue-sheet.ts'
import { identifier } from '../../shared/model/names.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { readOscText } from './osc-text.ts'
import type { SheetCue } from './sheet-cue.ts'

export interface ImportedCues {
  readonly cues: readonly CueDefinition[]
  readonly problems: readonly SheetProblem[]
  readonly added: number
  readonly changed: number
  readonly same: number
  /** Of the list as it was, and that a replacing import takes away. */
  readonly removed: number
}

/** What cues may refer to. */
export type Surroundings = Pick<ShowFile, 'playlists'> & { readonly osc: Pick<ShowFile['osc'], 'targets'> }

export function importCues(
  sheet: readonly SheetCue[],
  present: readonly CueDefinition[],
  way: ImportWay,
  show: Surroundings,
  fields: ReadonlySet<keyof CueDefinition>,
): ImportedCues {
  const maker = new CueMaker(show, present, way)
  const known = new Known(way === 'append' ? [] : present)
  const counts = { added: 0, changed: 0, same: 0 }
  /** Cues of the sheet, in its order. */
  const made = sheet.map((row) => {
    const before = known.take(row)
    const cue = maker.make(row, before?.id ?? null)
    const after = before === null ? cue : merged(before, cue, fields)
    counts[before === null ? 'added' : isSameJson(before, after) ? 'same' : 'changed'] += 1
    return { after, isNew: before === null }
  })
  const joined = maker.inGroups(
    made.map(({ after }) => after),
    sheet,
  )
  const cues = way === 'replace' ? joined : placed(present, joined, made)
  const removed = way === 'replace' ? present.length - counts.changed - counts.same : 0
  return { cues, problems: maker.problems, ...counts, removed }
}

/** New ones stand behind the cue that they follow in the sheet, or at the end where they follow none that was there. */
function placed(
  present: readonly CueDefinition[],
  joined: readonly CueDefinition[],
  made: readonly { readonly isNew: boolean }[],
): readonly CueDefinition[] {
  const byId = new Map(joined.map((cue) => [cue.id, cue]))
  const behind = new Map<string | null, CueDefinition[]>()
  let last: string | null = null
  for (const [index, cue] of joined.entries()) {
    if (made[index]?.isNew !== true) last = cue.id
    else behind.set(last, [...(behind.get(last) ?? []), cue])
  }
  const found = present.flatMap((cue) => [byId.get(cue.id) ?? cue, ...(behind.get(cue.id) ?? [])])
  return [...found, ...(behind.get(null) ?? [])]
}

/** Cues that are there already, each of which one row of a sheet may stand for. */
class Known {
  readonly #byId: Map<string, CueDefinition>
  readonly #byNumber: Map<string, CueDefinition>

  constructor(cues: readonly CueDefinition[]) {
    this.#byId = new Map(cues.map((cue) => [cue.id, cue]))
    this.#byNumber = new Map(
      cues.flatMap((cue) => (cue.number === undefined ? [] : [[cue.number, cue] as const])),
    )
  }

  take({ id, number }: SheetCue): CueDefinition | null {
    const found = this.#byId.get(id) ?? this.#byNumber.get(plainNumber(number))
    if (found === undefined) return null
    this.#byId.delete(found.id)
    if (found.number !== undefined) this.#byNumber.delete(found.number)
    return found
  }
}

/** Other programs allow blanks in numbers. */
const plainNumber = (text: string): string => text.replaceAll(/\s+/g, '')

/** A cue that is there already, with the fields that the sheet has columns for. */
function merged(
  before: CueDefinition,
  after: CueDefinition,
  fields: ReadonlySet<keyof CueDefinition>,
): CueDefinition {
  const left = Object.entries(before).filter(([field]) => !fields.has(field as keyof CueDefinition))
  const taken = Object.entries(after).filter(([field]) => fields.has(field as keyof CueDefinition))
  return Object.fromEntries([...left, ...taken]) as CueDefinition
}

class CueMaker {
  readonly problems: SheetProblem[] = []
  readonly #show: Surroundings
  readonly #ids: Set<string>
  readonly #numbers: Set<string>
  /** Ids of cues that are there, by number. */
  readonly #cueIds: Map<string, string>

  constructor(show: Surroundings, present: readonly CueDefinition[], way: ImportWay) {
    this.#show = show
    const numbers = present.flatMap(({ number, id }) => (number === undefined ? [] : [[number, id] as const]))
    this.#cueIds = new Map(numbers)
    this.#ids = new Set(present.map(({ id }) => id))
    this.#numbers = new Set(way === 'append' ? this.#cueIds.keys() : [])
  }

  /** `id` is that of the cue that it stands for; null where it is a new one. */
  make(sheet: SheetCue, present: string | null): CueDefinition {
    const { line, armed, preWait, postWait, goesOn, group, colour } = sheet
    const number = this.#numberOf(sheet)
    const id = present ?? this.#idFor(sheet.id, number ?? sheet.name)
    if (number !== undefined && !this.#cueIds.has(number)) this.#cueIds.set(number, id)
    return {
      id,
      ...(number !== undefined && { number }),
      name: this.#cut(line, cleanLine(sheet.name, Infinity) ?? '', CUE_LIMITS.name),
      note: this.#cut(line, cleanText(sheet.note), CUE_LIMITS.note),
      ...(colour !== '' && { colour }),
      armed,
      ...(group !== null && { group }),
      preWait,
      actions: this.#actionsOf(sheet),
      continue: goesOn,
      postWait,
      metadata: {},
    }
  }

  /** Puts cues into the groups that their rows name, by id or number; `sheet` has a row for each. */
  inGroups(cues: readonly CueDefinition[], sheet: readonly SheetCue[]): readonly CueDefinition[] {
    const groups = new Map<string, string>()
    for (const { id, number, group } of cues) {
      if (group === undefined) continue
      groups.set(id, id)
      if (number !== undefined && !groups.has(number)) groups.set(number, id)
    }
    return cues.map((cue, index) => {
      const { inGroup = '', line = 0 } = sheet[index] ?? {}
      if (inGroup === '') return cue
      const found = groups.get(inGroup) ?? groups.get(plainNumber(inGroup))
      if (found !== undefined && found !== cue.id) return { ...cue, in: found }
      this.#problem(line, 'group-unknown', inGroup)
      return cue
    })
  }

  #problem(line: number, code: SheetProblem['code'], text: string): void {
    this.problems.push({ line, code, text })
  }

  /** One that is there twice is left away, because nobody could be sure which is meant. */
  #numberOf({ line, number }: SheetCue): string | undefined {
    const text = plainNumber(number)
    if (text === '') return undefined
    if (!cueNumber.safeParse(text).success) {
      this.#problem(line, 'number', number)
      return undefined
    }
    if (this.#numbers.has(text)) {
      this.#problem(line, 'number-twice', number)
      return undefined
    }
    this.#numbers.add(text)
    return text
  }

  #cut(line: number, text: string, limit: number): string {
    if (text.length <= limit) return text
    this.#problem(line, 'too-long', `${text.slice(0, 40)}…`)
    return text.slice(0, limit)
  }

  /** That of the sheet where it may be had, else made of what people know the cue by. */
  #idFor(written: string, text: string): string {
    if (written !== '' && !this.#ids.has(written) && identifier.safeParse(written).success) {
      this.#ids.add(written)
      return written
    }
    const words = text
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^\w.-]+/g, '-')
      .replaceAll(/^[^A-Za-z0-9]+|[-.]+$/g, '')
    const stem = `cue-${words.slice(0, 60)}`.replace(/-$/, '').toLowerCase()
    let id = stem
    for (let next = 2; this.#ids.has(id); next += 1) id = `${stem}-${next}`
    this.#ids.add(id)
    return id
  }

  #actionsOf(sheet: SheetCue): CueAction[] {
    if (sheet.actions !== '') return this.#written(sheet)
    const message = this.#messageOf(sheet)
    return [...this.#targetOf(sheet), ...(message === null ? [] : [message])]
  }

  /** As an export of ours holds them. */
  #written({ line, actions }: SheetCue): CueAction[] {
    try {
      return z.array(cueAction).max(CUE_LIMITS.actions).parse(JSON.parse(actions))
    } catch {
      this.#problem(line, 'actions', actions.slice(0, 80))
      return []
    }
  }

  /** A playlist by id, else by name; of a cue that stops also another cue by its number. */
  #targetOf({ line, playlist: text, does }: SheetCue): CueAction[] {
    if (text === '') return []
    const named = text.toLowerCase()
    const { playlists } = this.#show
    const found =
      playlists.find(({ id }) => id === text) ?? playlists.find(({ name }) => name.toLowerCase() === named)
    if (found !== undefined) return [{ action: `${does}_playlist`, id: found.id }]
    const cue = does === 'stop' ? this.#cueIds.get(plainNumber(text)) : undefined
    if (cue !== undefined) return [{ action: 'stop_cue', cue }]
    this.#problem(line, does === 'stop' ? 'cue-unknown' : 'playlist-unknown', text)
    return []
  }

  #messageOf({ line, message: text }: SheetCue): CueAction | null {
    if (text === '') return null
    const message = readOscText(text)
    if (message === null) {
      this.#problem(line, 'message', text)
      return null
    }
    const targets = Object.keys(this.#show.osc.targets)
    const [first] = targets
    if (first === undefined) {
      this.#problem(line, 'no-target', text)
      return null
    }
    const { target, address, types, args } = message
    if (target !== null && !targets.includes(target)) {
      this.#problem(line, 'target-unknown', target)
      return null
    }
    const payload = { target: target ?? first, address, ...(types !== '' && { types }), args: [...args] }
    return { action: 'emit', type: 'osc.send', payload }
  }
}
