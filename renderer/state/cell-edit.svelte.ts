// The one cell of a cue list that is typed in: what stood there, what is typed, and what came meanwhile.
import type { Fault } from '../../shared/base/result.ts'
import type { CueView } from '../../shared/contract/cue-streams.ts'
import { cellChange, cellText } from '../lib/cue-cells.ts'
import type { Cell } from '../lib/cue-cells.ts'
import type { Edits } from './edits.svelte.ts'
import type { Notices } from './notices.svelte.ts'

interface Place {
  readonly listId: string
  readonly cueId: string
  readonly cell: Cell
}

interface Known {
  /** The cue as it stands now; undefined where it is gone. */
  cue(listId: string, cueId: string): CueView | undefined
  /** Of the show that is on the screen. */
  generation(): number
}

export class CellEdit {
  readonly #edits: Edits
  readonly #notices: Notices
  readonly #known: Known
  /** What stood there when it was begun. */
  #first = ''

  place = $state.raw<Place | null>(null)
  text = $state('')
  /** Why what is typed cannot stand there. */
  refusal = $state<string | null>(null)
  /** What was taken and is on its way: shown until it is answered. */
  sent = $state.raw<(Place & { readonly text: string }) | null>(null)

  /** What stands there now; null where the cue is gone. */
  readonly standing = $derived.by(() => {
    if (this.place === null) return null
    const cue = this.#known.cue(this.place.listId, this.place.cueId)
    return cue === undefined ? null : cellText(cue, this.place.cell)
  })
  /** What somebody else has put there meanwhile; null where nobody has. */
  readonly came = $derived.by(() => {
    const { standing } = this
    return standing === null || standing === this.#first || standing === this.text.trim() ? null : standing
  })

  constructor(edits: Edits, notices: Notices, known: Known) {
    this.#edits = edits
    this.#notices = notices
    this.#known = known
  }

  begin({ listId, cueId, ...fields }: CueView, cell: Cell): void {
    this.refusal = null
    this.#first = this.text = cellText({ listId, cueId, ...fields }, cell)
    this.place = { listId, cueId, cell }
  }

  write(text: string): void {
    this.text = text
    this.refusal = null
  }

  /** What stood there stays. */
  readonly restore = (): void => {
    this.place = null
    this.refusal = null
  }

  /** Whether it is over: what cannot stand there stays to be corrected. What is there already is not sent. */
  take(): boolean {
    const { place, text, standing } = this
    if (place === null) return true
    if (standing === null) this.#notices.say(gone(text), { warns: true, action: null })
    if (standing !== null && text.trim() !== standing.trim()) {
      const change = cellChange(place.cell, text)
      if (!change.ok) {
        this.refusal = change.error
        return false
      }
      void this.#send(place, text, change.value)
    }
    this.restore()
    return true
  }

  async #send({ listId, cueId, cell }: Place, text: string, change: object): Promise<void> {
    const sent = { listId, cueId, cell, text }
    this.sent = sent
    const mutation = { edit: 'change', kind: 'cue', in: listId, id: cueId, ...change } as const
    const result = await this.#edits.edit(mutation, this.#known.generation(), (late) =>
      this.#notices.answeredLate('show.edit', 'Edit', late.ok ? null : late.error),
    )
    if (this.sent === sent) this.sent = null
    if (!result.ok) this.#refused(sent, result.error)
  }

  /** The field is there again with what was typed, unless another is typed in by now. */
  #refused({ listId, cueId, cell, text }: NonNullable<CellEdit['sent']>, fault: Fault): void {
    const cue = this.#known.cue(listId, cueId)
    if (this.place !== null || cue === undefined) {
      this.#notices.add(fault, 'Edit')
      return
    }
    this.begin(cue, cell)
    this.text = text
    this.refusal = fault.what
  }
}

function gone(text: string): Fault {
  return {
    code: 'edit/gone',
    where: 'cue',
    what: `the cue is not there any more; what was typed was “${text.slice(0, 80)}”`,
    next: 'look at the list as it is now',
  }
}
