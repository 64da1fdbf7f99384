// Earlier versions of the show's file: listed, compared with the show that runs, and restored as if somebody had edited it so.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { CommandAnswer } from '../../shared/contract/commands.ts'
import type { Publish } from '../../shared/model/event.ts'
import { partsText } from '../../shared/model/parts-text.ts'
import type { ChangedPart } from '../../shared/model/payload/show-build.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { MOST_DIFFERENCES } from '../../shared/model/show-version.ts'
import type { ShowVersion } from '../../shared/model/show-version.ts'
import { signatureOf } from './editor.ts'
import type { Asker, Keep } from './editor.ts'
import { isAnother } from './edits-between.ts'
import type { HeldShow } from './held-show.ts'
import { keepUnchanged } from './keep-unchanged.ts'
import { findVersion, loadVersion, unusable } from './newest-version.ts'
import type { KeptVersion, KeptVersions } from './newest-version.ts'
import { readAgain } from './read-again.ts'
import { another, closed } from './reload-refusals.ts'
import type { Build } from './reloads.ts'
import { renamedInFile } from './renamed-in-file.ts'
import { sayMigrated } from './say-migrated.ts'
import type { UndoHistory } from './undo.ts'
import { versionDifferences } from './version-differences.ts'

const SOURCE = 'show'

export interface EarlierVersionsOptions {
  readonly held: HeldShow
  readonly publish: Publish
  readonly versions: KeptVersions
  readonly build: Build
  readonly undoable: UndoHistory
  /** Has an edit kept; or all of the show anew, where no edit makes the one of the other. */
  readonly keep: Keep
  readonly keepAll: () => void
  /** Called when the show has become another, before anybody is told. */
  readonly changed: () => void
  /** Why nobody may change the show now; null where they may. */
  readonly locked: (what: string) => Fault | null
  /** Awaited between pieces of long work. */
  pause(): Promise<void>
}

/** A version beside the show that runs: `show` has the objects of that where they are equal. */
interface Compared {
  /** What is other in it than in the version, whose form is an older one. */
  readonly migrated: readonly string[] | null
  readonly version: KeptVersion
  readonly show: ShowFile
  readonly parts: readonly ChangedPart[]
}

export class EarlierVersions implements Disposable {
  readonly #options: EarlierVersionsOptions
  readonly #ended = new AbortController()

  constructor(options: EarlierVersionsOptions) {
    this.#options = options
  }

  async list(): Promise<Result<CommandAnswer<'show.versions'>>> {
    const { held, versions } = this.#options
    const { path } = held.current
    if (path === null) return ok({ path, versions: [] })
    const listed = await versions.list(path)
    return listed.ok ? ok({ path, versions: listed.value.map(shown) }) : listed
  }

  async preview(id: number): Promise<Result<CommandAnswer<'show.previewVersion'>>> {
    const compared = await this.#compare(id)
    if (!compared.ok) return compared
    const { version, show } = compared.value
    const { generation, show: now } = this.#options.held.current
    const differences = [...versionDifferences(now, show)]
    const more = Math.max(0, differences.length - MOST_DIFFERENCES)
    return ok({
      ...{ version: shown(version), generation },
      ...{ differences: differences.slice(0, MOST_DIFFERENCES), more },
    })
  }

  async restore(id: number, asker: Asker): Promise<Result<CommandAnswer<'show.restoreVersion'>>> {
    const compared = await this.#compare(id)
    return compared.ok ? this.#apply(compared.value, asker) : compared
  }

  [Symbol.dispose](): void {
    this.#ended.abort()
  }

  async #compare(id: number): Promise<Result<Compared>> {
    const { held, versions, build, pause } = this.#options
    const { path } = held.current
    const { opened } = held.edited
    const isOver = (): Fault | null =>
      this.#ended.signal.aborted ? closed() : held.edited.opened === opened ? null : another()
    if (path === null)
      return failed(fault('show/no-file', 'show', 'this show has no file yet', 'save it as one'))
    const found = await findVersion(versions, path, id)
    if (!found.ok) return found
    const version = found.value
    const loaded = await loadVersion(versions, build, path, version, this.#ended.signal)
    const over = isOver()
    if (over !== null) return failed(over)
    if (!loaded.ok) return failed(unusable(path, loaded.error))
    for (;;) {
      const { generation, show: now } = held.current
      const { show, parts } = await keepUnchanged(now, loaded.value.show, pause)
      const overNow = isOver()
      if (overNow !== null) return failed(overNow)
      // Somebody has edited it meanwhile.
      if (held.generation === generation) return ok({ version, show, parts, migrated: loaded.value.migrated })
    }
  }

  #apply({ show, parts, migrated }: Compared, asker: Asker): Result<CommandAnswer<'show.restoreVersion'>> {
    const { held, publish, undoable, keep, keepAll, changed, locked } = this.#options
    // While it was read, somebody may have locked.
    const barred = locked(held.current.path ?? show.name)
    if (barred !== null) return failed(barred)
    const before = held.edited
    const label = `restore an earlier version: ${partsText(parts)}`
    if (!isAnother(before.show, show)) {
      return ok({ generation: held.generation, changed: false, label: 'it is so already' })
    }
    const { next, undo } = readAgain(before, show, label)
    const renamed = renamedInFile(before.show, show)
    const change = { cause: asker.cause, kind: 'reload' as const }
    const taken = held.become(next, renamed.length === 0 ? change : { ...change, renamed })
    if (!taken.ok) return taken
    const by = signatureOf(asker)
    if (undo === null) {
      undoable.clear()
      keepAll()
    } else {
      undoable.record(undo, by)
      const entry = undoable.newest ?? 0
      keep(before, { kind: 'edit', by, group: null, label, entry, mutation: undo.accepted })
    }
    changed()
    sayMigrated(publish, held.current.path, migrated, asker.cause)
    this.#say(label, parts, asker)
    return ok({ generation: next.generation, changed: true, label })
  }

  #say(label: string, parts: readonly ChangedPart[], { by, cause }: Asker): void {
    const { held, publish } = this.#options
    const { generation, show } = held.current
    const accepted = { way: 'edit' as const, label, by: by.name, generation }
    const seq = publish({ type: 'show.mutation.accepted', source: SOURCE, cause, payload: accepted })
    const payload = { generation, kind: 'reload' as const, name: show.name, parts }
    publish({ type: 'show.changed', source: SOURCE, cause: seq ?? cause, payload })
  }
}

function shown({ seq, version, ...others }: KeptVersion): ShowVersion {
  const { at, kind, bytes, digest, by, generation, name } = others
  return { id: seq, at, kind, bytes, digest, by, generation, name, format: version }
}
