// A cue sheet on its way into the show: its text, how it is read, and what the import would do.
import type { Fault } from '../../shared/base/result.ts'
import { fault } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import { SERVER_LIMITS } from '../../shared/contract/limits.ts'
import { SHEET_LIMITS } from '../../shared/model/cue-sheet.ts'
import type { ImportWay, Meaning, SheetPreview } from '../../shared/model/cue-sheet.ts'
import { wordsOf } from './edits.svelte.ts'
import type { Edits } from './edits.svelte.ts'
import type { Notices } from './notices.svelte.ts'

/** Of a text in one frame, with what is around it. */
const MOST_BYTES = SERVER_LIMITS.editBytes - 16 * 1024
const TOO_LARGE = fault(
  'cue-sheet/too-large',
  'sheet',
  'the sheet is too large to be sent at once',
  'import it in parts',
)

export class CueSheet {
  readonly #client: ContractClient
  readonly #edits: Edits
  readonly #notices: Notices
  /** Of what is on the screen, so that the answer to what was there before is passed over. */
  #version = 0
  #isLooking = false

  isOpen = $state(false)
  text = $state('')
  list = $state('main')
  way = $state<ImportWay>('append')
  /** Null where they are guessed. */
  meanings = $state.raw<readonly Meaning[] | null>(null)
  heads = $state<boolean | null>(null)
  preview = $state.raw<SheetPreview | null>(null)
  refusal = $state.raw<Fault | null>(null)
  isSending = $state(false)

  constructor(client: ContractClient, edits: Edits, notices: Notices) {
    this.#client = client
    this.#edits = edits
    this.#notices = notices
  }

  readonly open = (list: string | null): void => {
    this.isOpen = true
    // What was pasted and not imported is there again, as it was read.
    if (this.text.trim() === '') {
      this.list = list ?? 'main'
      this.read('')
    } else void this.look()
  }

  readonly close = (): void => {
    this.isOpen = false
  }

  /** Another text, of which everything is guessed anew. */
  readonly read = (text: string): void => {
    this.text = text
    this.meanings = null
    this.heads = null
    this.preview = null
    this.refusal = null
    void this.look()
  }

  readonly readFile = async (file: File): Promise<void> => {
    if (file.size > 4 * SHEET_LIMITS.characters) {
      const what = `the file is too large: at most ${SHEET_LIMITS.characters} characters are read`
      this.refusal = fault('cue-sheet/too-large', file.name, what, 'import it in parts')
      return
    }
    const bytes = await file.arrayBuffer()
    this.read(decoded(bytes))
  }

  readonly giveMeaning = (column: number, meaning: Meaning): void => {
    const before = this.preview?.meanings ?? []
    const once = meaning !== 'addToNote' && meaning !== 'leaveOut'
    this.meanings = before.map((each, index) =>
      index === column ? meaning : once && each === meaning ? 'leaveOut' : each,
    )
    void this.look()
  }

  readonly haveHeads = (heads: boolean): void => {
    this.heads = heads
    this.meanings = null
    void this.look()
  }

  readonly into = (list: string, way: ImportWay): void => {
    this.list = list
    this.way = way
    void this.look()
  }

  /** Asks what the import would do, one question at a time: of what is typed in between only the last is asked about. */
  async look(): Promise<void> {
    this.#version += 1
    if (this.#isLooking) return
    this.#isLooking = true
    let asked = -1
    while (asked !== this.#version && this.text.trim() !== '' && this.list.trim() !== '') {
      asked = this.#version
      // Line ends and signs beyond ASCII take more bytes on their way than they are characters.
      if (new TextEncoder().encode(JSON.stringify(this.text)).length > MOST_BYTES) {
        this.preview = null
        this.refusal = TOO_LARGE
        break
      }
      const answer = await this.#client.command('cueSheet.preview', this.#request())
      if (asked !== this.#version) continue
      this.refusal = answer.ok ? null : answer.error
      if (answer.ok) this.preview = answer.value
    }
    this.#isLooking = false
  }

  readonly take = async (): Promise<void> => {
    if (this.isSending) return
    this.isSending = true
    const answer = await this.#edits.send('cueSheet.import', this.#request())
    this.isSending = false
    if (!answer.ok) {
      this.refusal = answer.error
      return
    }
    this.#notices.accepted(wordsOf('cueSheet.import'))
    this.close()
    this.read('')
  }

  #request(): { text: string; list: string; way: ImportWay; meanings?: Meaning[]; heads?: boolean } {
    return {
      ...{ text: this.text, list: this.list.trim(), way: this.way },
      ...(this.meanings !== null && { meanings: [...this.meanings] }),
      ...(this.heads !== null && { heads: this.heads }),
    }
  }
}

/** Spreadsheets save UTF-8, UTF-16 with a mark, or what their system has always used. */
function decoded(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes)
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
