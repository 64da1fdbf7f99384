// What earlier runs have left of edits: found when a show is opened, replayed on it, or put aside and said.
import { messageOf } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { PayloadOf, Publish } from '../../shared/model/event.ts'
import type { LoadedShow, ShowFile } from '../../shared/model/show.ts'
import type { CheckEdit } from './editor.ts'
import { from, placesIn, readJournal, renamedPlaces } from './found-journals.ts'
import type { Contents, FoundJournal, From, ReadJournal } from './found-journals.ts'
import type { HeldShow } from './held-show.ts'
import type { KeptVersions } from './newest-version.ts'
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
  /** Whether two paths lead to the same file. */
  isSame(path: string, other: string): Promise<boolean>
}

export interface LeftJournalsOptions {
  readonly publish: Publish
  readonly held: HeldShow
  readonly journals: Shelf
  readonly build: Build
  readonly check: CheckEdit
  readonly text: (show: ShowFile, source: null) => Iterable<Uint8Array>
  readonly versions: KeptVersions
}

/** What an earlier run had kept of a show. */
export interface KeptShow {
  readonly journal: ReadJournal
  readonly at: From
  readonly replayed: Replayed
  /** Whether its generations are those of the journal. */
  readonly goesOn: boolean
  /** What is other in it than in the text that lies in the journal, whose form is an older one; null where nothing is. */
  readonly migrated: readonly string[] | null
}

export class LeftJournals {
  readonly #options: LeftJournalsOptions
  #notices: readonly string[] = []
  readonly #unsaid: PayloadOf<'show.persistence.setAside'>[] = []

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
        const what = `${found.path}, where edits are kept, cannot be read: ${found.unreadable}`
        this.#notice(what, found.path, UNREAD_NEXT)
        continue
      }
      const journal = readJournal(found)
      if (journal === null) {
        await this.setAside(found.path, 'unknown', UNKNOWN)
        continue
      }
      // That of the show that is open goes with it.
      if (!isFirst && journal.head.session === session) continue
      const at = from(await this.#under(loaded.path, journal), loaded.path, { digest, standsIn })
      if (at === 'changed') await this.#changed(journal)
      else if (at !== null) own.push({ journal, from: at })
      else if (isFirst) await this.#elsewhere(journal)
    }
    own.sort((left, right) => byAge(right.journal, left.journal))
    const [newest, ...older] = own
    if (newest === undefined) return null
    for (const { journal } of older) await this.#letGoOf(journal, newest.journal)
    return this.#restore(newest.journal, newest.from, loaded)
  }

  /** A journal that calls the file otherwise, by a link to it or that it is, with the name by which it is opened. */
  async #under(path: string | null, journal: ReadJournal): Promise<ReadJournal> {
    if (path === null) return journal
    const others = new Set(placesIn(journal).map((place) => place.path))
    const alike = new Set<string | null>()
    for (const other of others)
      if (other !== null && other !== path && (await this.#options.journals.isSame(other, path)))
        alike.add(other)
    return alike.size === 0 ? journal : renamedPlaces(journal, (each) => (alike.has(each) ? path : each))
  }

  async setAside(path: string, why: string, what: string): Promise<void> {
    const aside = await this.#options.journals.setAside(path, why)
    this.#notice(`${what}; it is kept as ${aside ?? path}`, aside ?? path, ASIDE_NEXT)
  }

  /** What is found before the first show is open is published after it. */
  #notice(what: string, path: string, next: string): void {
    this.#notices = [...this.#notices, what].slice(-MOST_NOTICES)
    this.#unsaid.push({ what, path, next })
    if (this.#options.held.isOpen) this.say()
  }

  /** Publishes what has not been yet. */
  say(): void {
    for (const payload of this.#unsaid.splice(0))
      this.#options.publish({
        type: 'show.persistence.setAside',
        source: SOURCE,
        cause: null,
        payload,
      })
  }

  async #left(): Promise<readonly FoundJournal[]> {
    try {
      return await this.#options.journals.find()
    } catch (thrown) {
      const what = `what was kept of edits cannot be looked for: ${messageOf(thrown)}`
      this.#notice(what, 'journal', UNREAD_NEXT)
      return []
    }
  }

  /** Edits of a show with a file come back when that is opened; one that never had a file is given one. */
  async #elsewhere(journal: ReadJournal): Promise<void> {
    const at = from(journal, null, { digest: null, standsIn: null })
    if (at === null || at === 'changed' || at.text === null) {
      this.#notice(elsewhere(journal), journal.found.path, 'open that show, and save it or let the edits go')
      return
    }
    const { found, head } = journal
    const { mark, records, text } = at
    try {
      const recovered = await this.#recover(journal, { mark, records, text })
      await this.#options.journals.setAside(found.path, 'recovered')
      const what = `${recovered.name} had never been saved: what was kept of it is in ${recovered.path} now, which can be opened`
      this.#notice(what, recovered.path, RECOVERED_NEXT)
    } catch (thrown) {
      const what = `${head.name} had never been saved, and what was kept of it cannot be put into a file yet: ${messageOf(thrown)}`
      this.#notice(what, found.path, UNREAD_NEXT)
    }
  }

  /** The file holds something else than it did when the program ended: both are kept, and what was edited is in a file of its own. */
  async #changed(journal: ReadJournal): Promise<void> {
    const { found, head } = journal
    try {
      const at = await this.#beforeChange(journal)
      if (at === null) throw new Error('what the edits were made of is not kept')
      const recovered = await this.#recover(journal, at)
      const words = `${head.name} was edited and not saved, and its file was changed since: as it was when the program ended it is in ${recovered.path}, which can be opened`
      await this.#options.journals.setAside(found.path, 'changed')
      this.#notice(words, recovered.path, RECOVERED_NEXT)
    } catch {
      await this.setAside(found.path, 'changed', changed(journal))
    }
  }

  /** From the text in the journal, or from what was kept of the file. */
  async #beforeChange(journal: ReadJournal): Promise<(From & { readonly text: Buffer }) | null> {
    const { versions } = this.#options
    for (const { path, digest } of placesIn(journal)) {
      const at = from(journal, path, { digest, standsIn: null })
      if (at === null || at === 'changed') continue
      if (at.text !== null) return { ...at, text: at.text }
      const list = path === null ? null : await versions.list(path)
      const version = list?.ok === true ? list.value.find((each) => each.digest === digest) : undefined
      if (path === null || version === undefined) continue
      const read = await versions.read(path, version.seq)
      if (read.ok) return { ...at, text: Buffer.from(read.value.bytes) }
    }
    return null
  }

  async #recover(
    { found }: ReadJournal,
    at: From & { readonly text: Buffer },
  ): Promise<{ readonly name: string; readonly path: string }> {
    const { held, journals, text } = this.#options
    const { show: base } = await this.#built(at.text, found.path)
    const generation = Math.max(held.generation + 1, at.mark.generation)
    const { edited } = replay(takeInAgain(base, generation, at.mark.keys), at.records)
    const recovered = await journals.recover(found.path, edited.show.name, text(edited.show, null))
    if (!recovered.ok) throw new Error(recovered.error.what)
    return { name: edited.show.name, path: recovered.value }
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
      const { show: base, migrated = null } = text === null ? loaded : await this.#built(text, found.path)
      const generation = Math.max(held.generation + 1, mark.generation)
      const replayed = replay(takeInAgain(base, generation, mark.keys), records)
      const [wrong] = check(loaded.show, replayed.edited.show)
      if (wrong !== undefined) throw new Error(`${wrong.where}: ${wrong.what}`)
      return { journal, at, replayed, goesOn: generation === mark.generation, migrated }
    } catch (thrown) {
      await this.setAside(found.path, 'refused', `${REFUSED} (${messageOf(thrown)})`)
      return null
    }
  }

  async #built(text: Buffer, where: string): Promise<Omit<LoadedShow, 'path'>> {
    const built = await this.#options.build(new Uint8Array(text), where, new AbortController().signal)
    if (built.ok) return { show: built.value, migrated: built.migrated }
    throw new Error(built.error[0]?.what ?? 'its show cannot be read')
  }
}

const MOST_NOTICES = 10
const ASIDE_NEXT =
  'look whether something is missing in the show; the file is never removed, and may be when nothing is'
const RECOVERED_NEXT = 'open it to have the edits back, or leave it where it is'
const UNREAD_NEXT = 'look whether the disk of the data folder works, and start again'
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
