// The kind of question that each owner waits at, as clients see it.
import type { Interrupts } from '../../main/interrupts/interrupts.ts'

export function asked(interrupts: Pick<Interrupts, 'view'>): Readonly<Record<string, string>> {
  return Object.fromEntries(interrupts.view().pending.map(({ owner, kind }) => [owner, kind]))
}
