// The sheet of one parameter: which one is looked at, which part of it, and the form of all that the show says of it.
import type { ContractClient } from '../../shared/contract/client.ts'
import { fieldsOfSheet } from '../lib/binding-fields.ts'
import { followedPath } from '../lib/binding-place.ts'
import { EditForm } from './edit-form.svelte.ts'
import type { Edits } from './edits.svelte.ts'
import type { Notices } from './notices.svelte.ts'

/** Its parts, in the order in which they stand. */
export const SHEET_PARTS = ['inputs', 'outputs', 'feedback', 'layers', 'itself'] as const
export type SheetPart = (typeof SHEET_PARTS)[number]

export class BindingSheet implements Disposable {
  readonly form: EditForm

  part = $state<SheetPart>('inputs')

  constructor(client: ContractClient, edits: Edits, notices: Notices) {
    this.form = new EditForm(client, edits, notices, {
      ...{ fieldsOf: (_, definition) => fieldsOfSheet(definition), followed: followedPath, stays: true },
    })
  }

  /** Name of the parameter that is looked at; null where the sheet is closed. */
  get name(): string | null {
    return this.form.ref?.id ?? null
  }

  /** Opens the sheet of a parameter, at the part that is asked for or the one that was looked at last. */
  readonly open = (name: string, part: SheetPart = this.part, anchor: HTMLElement | null = null): void => {
    this.part = part
    this.form.open({ kind: 'param', id: name }, anchor)
  }

  readonly close = (): void => {
    this.form.close()
  };

  [Symbol.dispose](): void {
    this.form[Symbol.dispose]()
  }
}
