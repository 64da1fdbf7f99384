// What cue lists of a sound show hold that can hardly be meant.
import type { CueDefinition } from '../../shared/model/cue.ts'
import { shown } from '../../shared/model/explain.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'

type Path = readonly PropertyKey[]

export function warnCues(show: ShowFile, warnings: Problems): void {
  for (const [index, { cues }] of show.cueLists.entries()) {
    const path = ['cueLists', index, 'cues']
    const held = new Set(cues.map((cue) => cue.in))
    for (const [place, cue] of cues.entries()) {
      warnNoEffect(cue, cues[place + 1] === undefined, [...path, place], warnings)
      if (cue.group === undefined || held.has(cue.id)) continue
      warnings.add(
        'show/no-effect',
        [...path, place, 'group'],
        'no cue is in this group',
        () => 'name it in the in of the cues after it',
      )
    }
  }
  warnListLoops(show, warnings)
  warnNumbers(show, warnings)
}

function warnNoEffect(cue: CueDefinition, isLast: boolean, path: Path, warnings: Problems): void {
  if (cue.postWait > 0 && cue.continue !== 'auto-continue') {
    const next = 'write "continue": "auto-continue", or leave postWait out'
    warnings.add('show/no-effect', [...path, 'postWait'], 'nothing comes after it by itself', () => next)
  }
  if (cue.continue === 'none' || !isLast) return
  const what = 'it is the last of its list, so that nothing comes after it'
  warnings.add('show/no-effect', [...path, 'continue'], what, () => 'leave it out')
}

/** Lists whose cues give each other a GO: it ends, as each GO moves on, but runs through both lists. */
function warnListLoops({ cueLists }: ShowFile, warnings: Problems): void {
  const next = new Map(
    cueLists.map(({ id, cues }) => {
      const actions = cues.flatMap((cue) => cue.actions)
      return [id, new Set(actions.flatMap((each) => (each.action === 'go_list' ? [each.list] : [])))]
    }),
  )
  const reaches = (from: string, to: string): boolean => {
    const seen = new Set<string>()
    const open = [...(next.get(from) ?? [])]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === to) return true
      if (seen.has(id)) continue
      seen.add(id)
      open.push(...(next.get(id) ?? []))
    }
    return false
  }
  for (const [index, { id }] of cueLists.entries()) {
    if (!reaches(id, id)) continue
    const what = 'its cues give another list a GO whose cues give this one a GO'
    warnings.add('show/go-in-circle', ['cueLists', index], what, () => {
      return 'let one of the lists lead, unless each is meant to move the other on'
    })
  }
}

/** Numbers change while cues are put in order: a control whose cue is not there is refused when it is pressed. */
function warnNumbers({ transport, cueLists }: ShowFile, warnings: Problems): void {
  const numbersOf = new Map(
    cueLists.map(({ id, cues }) => [id, new Set(cues.flatMap((cue) => cue.number ?? []))]),
  )
  for (const [index, { list = cueLists[0]?.id, number }] of transport.cue.entries()) {
    const numbers = numbersOf.get(list ?? '') ?? new Set<string>()
    if (numbers.has(number)) continue
    const what =
      list === undefined ? 'the show has no cue list' : `no cue of ${list} has the number ${shown(number)}`
    warnings.add('show/unknown-cue', ['transport', 'cue', index, 'number'], what, () =>
      meant(number, numbers, 'use the number of a cue'),
    )
  }
}
