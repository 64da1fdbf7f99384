// What earlier runs have left of edits: found when a show is opened, replayed on it, or put aside and said.
import { messageOf } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { LoadedShow, ShowFile } from '../../shared/model/show.ts'
import type { CheckEdit } from './editor.ts'
import { from, readJournal } from './found-journals.ts'
import type { Contents, FoundJournal, From, ReadJournal } from './found-journals.ts'
import type { HeldShow } from './held-show.ts'
import { takeInAgain } from './journal-records.ts'
import type { Build } from './reloads.ts'
import { replay } from './replay.ts'
import type { Replayed } from './replay.ts'

const SOURCE = 'show'

/** Where journals are found. */
export interface Shelf {
  /** What an earlier run has left. */
  find(): Promise<readonly FoundJournal[]>
  /** Where it is afterwards; null where it could not be put there. */
  setAside(path: string, why: string): Promise<string | null>
  /** Puts a show that was never saved into a file of its own, and answers where that is. */
  recover(found: string, name: string, text: Iterable<Uint8Array>): Promise<Result<string>>
  remove(path: string): Promise<void>
}

export interface LeftJournalsOptions {
  readonly publish: Publish
  readonly held: HeldShow
  readonly journals: Shelf
  readonly build: Build
  readonly check: CheckEdit
  readonly text: (show: ShowFile, source: null) => Iterable<Uint8Array>
}

/** What an earlier run had kept of a show. */
export interface KeptShow {
  readonly journal: ReadJournal
  readonly at: From
  readonly replayed: Replayed
  /** Whether its generations are those of the journal. */
  readonly goesOn: boolean
}

export class LeftJournals {
  readonly #options: LeftJournalsOptions
  #notices: readonly string[] = []
  readonly #unsaid: string[] = []

  constructor(options: LeftJournalsOptions) {
    this.#options = options
  }

  /** What was found that does not belong to the show, or cannot be used. */
  get notices(): readonly string[] {
    return this.#notices
  }

  /** What is kept of the show that the file of this content holds; null where nothing is. */
  async find(
    loaded: LoadedShow,
    { digest, standsIn, session }: Contents & { readonly session: string },
  ): Promise<KeptShow | null> {
    const isFirst = !this.#options.held.isOpen
    const own: { readonly journal: ReadJournal; readonly from: From }[] = []
    for (const found of await this.#left()) {
      if (found.unreadable !== null) {
        this.#notice(`${found.path}, where edits are kept, cannot be read: ${found.unreadable}`)
        continue
      }
      const journal = readJournal(found)
      if (journal === null) {
        await this.setAside(found.path, 'unknown', UNKNOWN)
        continue
      }
      // That of the show that is open goes with it.
      if (!isFirst && journal.head.session === session) continue
      const at = from(journal, loaded.path, { digest, standsIn })
      if (at === 'changed') await this.setAside(found.path, 'changed', changed(journal))
      else if (at !== null) own.push({ journal, from: at })
      else if (isFirst) await this.#elsewhere(journal)
    }
    own.sort((left, right) => byAge(right.journal, left.journal))
    const [newest, ...older] = own
    if (newest === undefined) return null
    for (const { journal } of older) await this.#letGoOf(journal, newest.journal)
    return this.#restore(newest.journal, newest.from, loaded)
  }

  async setAside(path: string, why: string, what: string): Promise<void> {
    const aside = await this.#options.journals.setAside(path, why)
    this.#notice(`${what}; it is kept as ${aside ?? path}`)
  }

  /** What is found before the first show is open is published after it. */
  #notice(what: string): void {
    this.#notices = [...this.#notices, what].slice(-MOST_NOTICES)
    this.#unsaid.push(what)
    if (this.#options.held.isOpen) this.say()
  }

  /** Publishes what has not been yet. */
  say(): void {
    for (const what of this.#unsaid.splice(0))
      this.#options.publish({
        type: 'show.persistence.setAside',
        source: SOURCE,
        cause: null,
        payload: { what },
      })
  }

  async #left(): Promise<readonly FoundJournal[]> {
    try {
      return await this.#options.journals.find()
    } catch (thrown) {
      this.#notice(`what was kept of edits cannot be looked for: ${messageOf(thrown)}`)
      return []
    }
  }

  /** Edits of a show with a file come back when that is opened; one that never had a file is given one. */
  async #elsewhere(journal: ReadJournal): Promise<void> {
    const at = from(journal, null, { digest: null, standsIn: null })
    if (at === null || at === 'changed' || at.text === null) {
      this.#notice(elsewhere(journal))
      return
    }
    const { held, journals, text } = this.#options
    const { found, head } = journal
    try {
      const base = await this.#built(at.text, found.path)
      const { edited } = replay(
        takeInAgain(base, Math.max(held.generation + 1, at.mark.generation), at.mark.keys),
        at.records,
      )
      const recovered = await journals.recover(found.path, edited.show.name, text(edited.show, null))
      if (!recovered.ok) throw new Error(recovered.error.what)
      await journals.setAside(found.path, 'recovered')
      this.#notice(
        `${edited.show.name} had never been saved: what was kept of it is in ${recovered.value} now, which can be opened`,
      )
    } catch (thrown) {
      this.#notice(
        `${head.name} had never been saved, and what was kept of it cannot be put into a file yet: ${messageOf(thrown)}`,
      )
    }
  }

  async #letGoOf({ found, head }: ReadJournal, newest: ReadJournal): Promise<void> {
    // Begun anew, but not yet removed.
    if (head.session === newest.head.session) await this.#options.journals.remove(found.path)
    else await this.setAside(found.path, 'older', OLDER)
  }

  async #restore(journal: ReadJournal, at: From, loaded: LoadedShow): Promise<KeptShow | null> {
    const { held, journals, check } = this.#options
    const { found } = journal
    const { mark, records, text } = at
    if (records.length === 0 && text === null) {
      if (found.isDamaged) await this.setAside(found.path, 'damaged', DAMAGED)
      else await journals.remove(found.path)
      return null
    }
    try {
      const base = text === null ? loaded.show : await this.#built(text, found.path)
      const generation = Math.max(held.generation + 1, mark.generation)
      const replayed = replay(takeInAgain(base, generation, mark.keys), records)
      const [wrong] = check(loaded.show, replayed.edited.show)
      if (wrong !== undefined) throw new Error(`${wrong.where}: ${wrong.what}`)
      return { journal, at, replayed, goesOn: generation === mark.generation }
    } catch (thrown) {
      await this.setAside(found.path, 'refused', `${REFUSED} (${messageOf(thrown)})`)
      return null
    }
  }

  async #built(text: Buffer, where: string): Promise<ShowFile> {
    const built = await this.#options.build(new Uint8Array(text), where, new AbortController().signal)
    if (built.ok) return built.value
    throw new Error(built.error[0]?.what ?? 'its show cannot be read')
  }
}

const MOST_NOTICES = 10
const UNKNOWN = 'a journal of edits was found that this version cannot read'
const OLDER = 'two journals of edits of this show were found, and this is the older one'
export const DAMAGED = 'the journal of edits was damaged, and not all that it kept could be read'
export const REFUSED = 'edits that were kept no longer fit the show'

/** The older one first; of one run, time may stand still between two. */
function byAge(left: ReadJournal, right: ReadJournal): number {
  if (left.head.session !== right.head.session) return left.last.at - right.last.at
  return left.last.generation - right.last.generation || left.head.generation - right.head.generation
}

function changed({ head }: ReadJournal): string {
  return `edits of ${head.name} were not saved, and its file was changed since, so that they do not fit`
}

function elsewhere({ head, records, found }: ReadJournal): string {
  const where = records.findLast((record) => 'path' in record)?.path ?? head.places.at(-1)?.path ?? found.path
  return `edits of ${head.name} that were not saved are kept; open ${where} to have them back`
}
