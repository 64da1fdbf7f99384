// Checks a show that was edited: only what is other than in the show before, which holds.
import type { Fault } from '../../shared/base/result.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { checkReferences } from './check-references.ts'
import { Problems } from './problems.ts'

export function checkEdit(before: ShowFile, after: ShowFile): readonly Fault[] {
  const problems = new Problems('show')
  checkReferences(after, problems, before)
  return problems.faults()
}
