// Journals for tests of something else: all counts as kept at once, and nothing was left by an earlier run.
import type { EditJournal, Journals } from '../../main/coordinator/kept-edits.ts'
import { ok } from '../../shared/base/result.ts'

export const NO_JOURNALS: Journals = {
  open: () => new AllKept(),
  find: () => Promise.resolve([]),
  setAside: () => Promise.resolve(null),
  recover: (name) => Promise.reject(new Error(name)),
  remove: () => Promise.resolve(),
  isSame: (path, other) => Promise.resolve(path === other),
}

class AllKept implements EditJournal {
  kept = 0
  readonly trouble = null
  readonly isBegun = true

  begin(): void {
    throw new Error('it is begun')
  }

  clear(generation: number): void {
    this.kept = generation
  }

  reopen(): void {
    throw new Error('nothing was found')
  }

  rebase(): void {}

  add(generation: number): void {
    this.kept = generation
  }

  flush(): Promise<void> {
    return Promise.resolve()
  }

  whenKept(): ReturnType<EditJournal['whenKept']> {
    return Promise.resolve(ok(undefined))
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
