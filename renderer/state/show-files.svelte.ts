// The file of the show: saving it, opening another, and the question before unsaved edits are let go of.
import type { Fault, Result } from '../../shared/base/result.ts'
import { wordsOf } from './edits.svelte.ts'
import type { Edits } from './edits.svelte.ts'
import type { Notices } from './notices.svelte.ts'

/** A way to let go of the show that is open, or of what was done to it. */
type Leaving =
  | { readonly command: 'show.open'; readonly path: string; readonly version?: number }
  | { readonly command: 'show.new' | 'show.close' | 'show.reload' }

/** A file is being named. */
interface FileForm {
  readonly purpose: 'saveAs' | 'open'
  readonly text: string
  readonly isSending: boolean
  readonly refusal: Fault | null
  /** What is to be done once it is saved; null for nothing more. */
  readonly then: Leaving | null
}

const UNSAVED = 'show/unsaved'

export class ShowFiles {
  readonly #edits: Edits
  readonly #notices: Notices
  /** What was written last and came to nothing, so that nobody writes it twice; `of` is the file that was open. */
  readonly #drafts = new Map<FileForm['purpose'], { readonly text: string; readonly of: string | null }>()

  form = $state.raw<FileForm | null>(null)
  /** Waits for the operator to say what becomes of unsaved edits. */
  question = $state.raw<Leaving | null>(null)

  constructor(edits: Edits, notices: Notices) {
    this.#edits = edits
    this.#notices = notices
  }

  /** A show without a file is given one first. */
  readonly save = async (then: Leaving | null = null): Promise<void> => {
    // One that may not be written gives way to another.
    if (this.#edits.view?.path === null || (this.#edits.view?.readOnly ?? null) !== null) {
      this.name('saveAs', then)
      return
    }
    const result = await this.#edits.send('show.save', {})
    if (!result.ok) this.#notices.add(result.error, wordsOf('show.save'))
    else {
      this.#notices.accepted(wordsOf('show.save'))
      if (then !== null) await this.#leave(then, false)
    }
  }
  readonly create = (): Promise<void> => this.#leave({ command: 'show.new' }, false)
  readonly close = (): Promise<void> => this.#leave({ command: 'show.close' }, false)
  /** Reads the file again: back to what was saved, where it has not changed. */
  readonly reload = (): Promise<void> => this.#leave({ command: 'show.reload' }, false)

  /** Asks for the name of a file. */
  readonly name = (purpose: FileForm['purpose'], then: Leaving | null = null): void => {
    const path = this.#path
    const draft = this.#drafts.get(purpose)
    const usual = purpose === 'saveAs' ? (path ?? '') : ''
    // Beside another show a name that was meant for this one is no help.
    const text = draft !== undefined && (purpose === 'open' || draft.of === path) ? draft.text : usual
    this.form = { purpose, text, isSending: false, refusal: null, then }
  }

  write(text: string): void {
    if (this.form === null) return
    this.form = { ...this.form, text, refusal: null }
    this.#drafts.set(this.form.purpose, { text, of: this.#path })
  }

  readonly closeForm = (): void => {
    this.form = null
  }

  /** Saves under the name that was written, over a show that is there where `replace` says so, or opens it. */
  async commit(replace = false): Promise<void> {
    const { form } = this
    const path = form?.text.trim() ?? ''
    if (form === null || form.isSending || path === '') return
    const sent = { ...form, isSending: true, refusal: null }
    this.form = sent
    if (form.purpose === 'open') {
      const result = await this.#send({ command: 'show.open', path }, false)
      this.#settle(sent, result)
      return
    }
    const result = await this.#edits.send('show.saveAs', replace ? { path, replace } : { path })
    if (result.ok) this.#drafts.delete('saveAs')
    this.#settle(sent, result)
    if (result.ok && form.then !== null) await this.#leave(form.then, false)
  }

  /** Opens the earlier version that stands in for the file that cannot be opened. */
  async commitInstead(): Promise<void> {
    const { form } = this
    const version = form?.refusal?.instead?.version
    if (form === null || form.isSending || version === undefined) return
    const sent = { ...form, isSending: true }
    this.form = sent
    this.#settle(sent, await this.#send({ command: 'show.open', path: form.text.trim(), version }, false))
  }

  /** What becomes of the unsaved edits that were asked about. */
  async answer(choice: 'save' | 'discard' | 'cancel'): Promise<void> {
    const { question } = this
    this.question = null
    if (question === null || choice === 'cancel') return
    if (choice === 'save') await this.save(question)
    else await this.#leave(question, true)
  }

  get #path(): string | null {
    return this.#edits.view?.path ?? null
  }

  /** Closes the form, or says why it stands; where it has gone meanwhile, a notice says so. */
  #settle(sent: FileForm, result: Result<unknown>): void {
    const isThere = this.form === sent
    if (result.ok || result.error.code === UNSAVED) {
      if (isThere) this.form = null
    } else if (isThere) this.form = { ...sent, isSending: false, refusal: result.error }
    else this.#notices.add(result.error, wordsOf(sent.purpose === 'open' ? 'show.open' : 'show.saveAs'))
  }

  async #leave(leaving: Leaving, discard: boolean): Promise<void> {
    const result = await this.#send(leaving, discard)
    if (result.ok) this.#notices.accepted(wordsOf(leaving.command))
    else if (result.error.code !== UNSAVED) this.#notices.add(result.error, wordsOf(leaving.command))
  }

  /** Unsaved edits are asked about. */
  async #send(leaving: Leaving, discard: boolean): Promise<Result<unknown>> {
    const result =
      leaving.command === 'show.open'
        ? await this.#edits.send(leaving.command, opening(leaving, discard))
        : await this.#edits.send(leaving.command, { discard })
    if (leaving.command === 'show.open') {
      if (result.ok) this.#drafts.delete('open')
      else this.#drafts.set('open', { text: leaving.path, of: this.#path })
    }
    if (!result.ok && result.error.code === UNSAVED) this.question = leaving
    return result
  }
}

function opening({ path, version }: Extract<Leaving, { path: string }>, discard: boolean) {
  return version === undefined ? { path, discard } : { path, discard, version }
}
