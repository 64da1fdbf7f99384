// Writing the show as a bundle, looking into one and taking it, and approving an imported show, as this page goes about it.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { ApprovalView, BundleView } from '../../shared/contract/bundle-view.ts'
import type { CommandAnswer } from '../../shared/contract/commands.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import { BUNDLE_LIMITS } from '../../shared/model/bundle.ts'
import { formatBytes } from '../lib/time-format.ts'
import type { SendBundle } from '../client/send-bundle.ts'
import { wordsOf } from './edits.svelte.ts'
import type { Edits } from './edits.svelte.ts'
import type { Notices } from './notices.svelte.ts'

const LOOK_MS = 400
const UNANSWERED = 'connection/timeout'
const UNSAVED = 'show/unsaved'

type Ready = Extract<BundleView, { readonly state: 'ready' }>

/** A bundle is being written. */
export interface ExportForm {
  readonly path: string
  readonly recordings: 'all' | 'none'
  readonly replace: boolean
  readonly isSending: boolean
  readonly refusal: Fault | null
}

/** A bundle is chosen, read, looked at or taken. */
export interface ImportForm {
  readonly id: string
  readonly stage: 'choosing' | 'reading' | 'looking' | 'taking'
  /** Where the bundle is, on the engine's computer. */
  readonly path: string
  /** What is read of it; `of` is null where nobody knows how much it will be. */
  readonly read: { readonly bytes: number; readonly of: number | null } | null
  readonly found: Ready | null
  /** Where its show goes. */
  readonly place: string
  readonly replace: boolean
  readonly discard: boolean
  readonly profiles: 'mine' | 'theirs'
  readonly refusal: Fault | null
}

export class Bundles implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #edits: Edits
  readonly #notices: Notices
  readonly #send: SendBundle
  #look: Disposable | null = null
  /** Where an export was to go that came to nothing, while this file was open; and what was to be imported. */
  #exportDraft: { readonly of: string | null; readonly path: string } | null = null
  #importDraft = ''
  #abort: AbortController | null = null

  exporting = $state.raw<ExportForm | null>(null)
  importing = $state.raw<ImportForm | null>(null)
  /** What an imported show would reach, while it is looked at. */
  approving = $state.raw<{
    readonly view: ApprovalView
    readonly isSending: boolean
    readonly refusal: Fault | null
  } | null>(null)

  constructor(client: ContractClient, clock: Clock, edits: Edits, notices: Notices, send: SendBundle) {
    this.#client = client
    this.#clock = clock
    this.#edits = edits
    this.#notices = notices
    this.#send = send
  }

  readonly nameExport = (): void => {
    const open = this.#edits.view?.path ?? null
    const path = `${open?.replace(/(?:\.show)?\.json$/, '') ?? 'show'}.cuewright`
    this.exporting = {
      path: this.#exportDraft?.of === open ? this.#exportDraft.path : path,
      recordings: 'none',
      replace: false,
      isSending: false,
      refusal: null,
    }
  }

  writeExport(change: Partial<Pick<ExportForm, 'path' | 'recordings' | 'replace'>>): void {
    if (this.exporting === null) return
    this.exporting = { ...this.exporting, ...change, refusal: null }
    this.#exportDraft = { of: this.#edits.view?.path ?? null, path: this.exporting.path }
  }

  readonly closeExport = (): void => {
    this.exporting = null
  }

  async commitExport(): Promise<void> {
    const form = this.exporting
    if (form === null || form.isSending) return
    const sent = { ...form, isSending: true, refusal: null }
    this.exporting = sent
    const { path, recordings, replace } = form
    const settle = (result: Result<CommandAnswer<'bundle.export'>>): void => {
      if (result.ok) {
        if (this.exporting === sent) this.exporting = null
        this.#exportDraft = null
        this.#notices.accepted(wordsOf('bundle.export'))
        this.#notices.say(exportedWords(result.value), { warns: false, action: null })
      } else if (this.exporting === sent)
        this.exporting = { ...sent, isSending: false, refusal: result.error }
      else this.#notices.add(result.error, wordsOf('bundle.export'))
    }
    const result = await this.#edits.send('bundle.export', { path: path.trim(), recordings, replace }, settle)
    // A large one takes longer than an answer is waited for; it comes all the same.
    if (result.ok || result.error.code !== UNANSWERED) settle(result)
  }

  readonly choose = (): void => {
    this.closeImport()
    this.importing = {
      ...{ id: newId(), stage: 'choosing', path: this.#importDraft, read: null, found: null, place: '' },
      ...{ replace: false, discard: false, profiles: 'mine', refusal: null },
    }
  }

  writeImport(change: Partial<Pick<ImportForm, 'path' | 'place' | 'replace' | 'profiles'>>): void {
    if (this.importing === null) return
    this.importing = { ...this.importing, ...change, refusal: null }
    this.#importDraft = this.importing.path
  }

  /** Nothing of it is taken; the engine lets go of what it has read. */
  readonly closeImport = (): void => {
    const form = this.importing
    this.importing = null
    this.#rest()
    if (form !== null && form.stage !== 'choosing' && form.stage !== 'taking') {
      void this.#client.command('bundle.drop', { id: form.id })
    }
  }

  /** Reads a bundle on the engine's computer. */
  async open(): Promise<void> {
    const form = this.importing
    const path = form?.path.trim() ?? ''
    if (form === null || path === '') return
    const id = this.#read(null)
    const result = await this.#client.command('bundle.open', { path, id })
    if (result.ok || result.error.code !== UNANSWERED) this.#settle(id, result)
  }

  /** Sends one that lies on this computer. */
  async upload(file: Blob): Promise<void> {
    if (this.importing === null) this.choose()
    if (file.size > BUNDLE_LIMITS.archiveBytes) {
      const what = `it has ${Math.ceil(file.size / 1024 / 1024)} MB; the most is ${BUNDLE_LIMITS.archiveBytes / 1024 / 1024} MB`
      this.#refuse(fault('bundle/too-large', 'bundle', what, 'export fewer recordings at once'))
      return
    }
    const id = this.#read(file.size)
    const abort = new AbortController()
    this.#abort = abort
    this.#settle(id, await this.#send(file, id, abort.signal))
  }

  async take(): Promise<void> {
    const form = this.importing
    if (form === null || form.found === null || form.stage !== 'looking') return
    const { id, place: path, replace, discard, profiles } = form
    const sent: ImportForm = { ...form, stage: 'taking', refusal: null }
    this.importing = sent
    const settle = (
      result: Result<{ readonly profiles: readonly string[]; readonly waits: boolean }>,
    ): void => {
      if (this.importing === sent) {
        const refusal = result.ok ? null : result.error
        // Once it was said that edits are lost, the next press means it.
        const isTold = refusal?.code === UNSAVED
        this.importing =
          refusal === null ? null : { ...sent, stage: 'looking', discard: discard || isTold, refusal }
      } else if (!result.ok) this.#notices.add(result.error, wordsOf('bundle.take'))
      if (!result.ok) return
      this.#importDraft = ''
      this.#notices.accepted(wordsOf('bundle.take'))
      if (result.value.profiles.length > 0) this.#notices.say(NEW_PROFILES, { warns: false, action: null })
      if (result.value.waits) void this.look()
    }
    const args = { id, path: path.trim(), replace, discard, profiles }
    const result = await this.#edits.send('bundle.take', args, settle)
    if (result.ok || result.error.code !== UNANSWERED) settle(result)
  }

  /** Asks where the open show sends to, so that it can be approved. */
  readonly look = async (): Promise<void> => {
    const result = await this.#client.command('bundle.approval', {})
    if (!result.ok) this.#notices.add(result.error, wordsOf('bundle.approval'))
    else if (result.value.waits) this.approving = { view: result.value, isSending: false, refusal: null }
  }

  readonly closeApproval = (): void => {
    this.approving = null
  }

  async approve(): Promise<void> {
    const form = this.approving
    if (form === null || form.isSending) return
    this.approving = { ...form, isSending: true, refusal: null }
    const result = await this.#edits.send('bundle.approve', { digest: form.view.digest })
    if (result.ok) this.approving = null
    else {
      this.approving = { ...form, isSending: false, refusal: result.error }
      if (result.error.code === 'bundle/other-list') await this.look()
    }
  }

  [Symbol.dispose](): void {
    this.#rest()
  }

  /** From here on it is read, under an id of its own. */
  #read(of: number | null): string {
    const id = newId()
    if (this.importing !== null) {
      this.importing = {
        ...this.importing,
        id,
        stage: 'reading',
        read: { bytes: 0, of },
        found: null,
        refusal: null,
      }
    }
    this.#lookLater(id)
    return id
  }

  #lookLater(id: string): void {
    dispose(this.#look)
    this.#look = this.#clock.upkeep(monotonicMs(this.#clock.now() + LOOK_MS), () => void this.#lookAt(id))
  }

  async #lookAt(id: string): Promise<void> {
    const result = await this.#client.command('bundle.read', { id })
    const form = this.importing
    if (form?.id !== id || form.stage !== 'reading') return
    if (result.ok && result.value.state === 'reading') {
      const { bytes, of } = result.value
      this.importing = { ...form, read: { bytes, of: of ?? form.read?.of ?? null } }
    } else if (result.ok) this.#settle(id, result)
    if (this.importing?.id === id && this.importing.stage === 'reading') this.#lookLater(id)
  }

  #settle(id: string, result: Result<BundleView>): void {
    const form = this.importing
    if (form?.id !== id || form.stage !== 'reading') return
    if (!result.ok) this.#refuse(result.error)
    else if (result.value.state === 'refused') this.#refuse(result.value.refusal)
    else if (result.value.state === 'ready') {
      this.#rest()
      const found = result.value
      this.importing = { ...form, stage: 'looking', found, place: found.preview.suggested, refusal: null }
    }
  }

  #refuse(refusal: Fault): void {
    this.#rest()
    if (this.importing !== null)
      this.importing = { ...this.importing, stage: 'choosing', read: null, refusal }
  }

  #rest(): void {
    dispose(this.#look)
    this.#look = null
    this.#abort?.abort()
    this.#abort = null
  }
}

const NEW_PROFILES = fault(
  'bundle/profiles',
  'device profiles',
  'device profiles came with the show',
  'start Cuewright again to have devices read by them',
)

/** Where it is now, and how large: the form that asked for it has gone. */
function exportedWords({ path, bytes, files }: CommandAnswer<'bundle.export'>): Fault {
  const what = `the bundle is written: ${path}, ${formatBytes(bytes)} in ${files} ${files === 1 ? 'file' : 'files'}`
  return fault('bundle/exported', 'Export', what, 'take it along')
}

const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
