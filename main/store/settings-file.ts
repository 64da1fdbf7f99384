// What is set for this installation, whatever show is open: a small file in the data folder.
import { z } from 'zod'
import { messageOf, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { FileSystem } from './file-system.ts'
import { readFile } from './read-file.ts'
import { saveFile } from './save-file.ts'

/** What another version has set besides is kept. */
const settings = z.looseObject({ autosave: z.boolean().default(true) })
type Settings = z.output<typeof settings>

export class SettingsFile {
  readonly #path: string
  readonly #system: FileSystem
  #settings: Settings
  /** Why the file could not be used, so that all is as if nothing had been set; null where it could, or is not there. */
  readonly trouble: string | null

  private constructor(path: string, system: FileSystem, read: Settings, trouble: string | null) {
    this.#path = path
    this.#system = system
    this.#settings = read
    this.trouble = trouble
  }

  static async open(path: string, system: FileSystem): Promise<SettingsFile> {
    const none = settings.parse({})
    const content = await readFile(path, system)
    if (!content.ok) {
      const trouble = content.error.code === 'show/not-found' ? null : content.error.what
      return new SettingsFile(path, system, none, trouble)
    }
    try {
      const read = settings.parse(JSON.parse(new TextDecoder().decode(content.value.bytes)))
      return new SettingsFile(path, system, read, null)
    } catch (thrown) {
      return new SettingsFile(path, system, none, messageOf(thrown))
    }
  }

  /** Whether a show is saved by itself. */
  get autosave(): boolean {
    return this.#settings.autosave
  }

  /** It is so from now on, also where the disk does not take it for the next start. */
  async setAutosave(autosave: boolean): Promise<Result<void>> {
    this.#settings = { ...this.#settings, autosave }
    const text = `${JSON.stringify(this.#settings, null, 2)}\n`
    const saved = await saveFile(this.#path, new TextEncoder().encode(text), this.#system)
    return saved.ok ? ok(undefined) : saved
  }
}
