import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UndoHistory } from '../../../../main/coordinator/undo.ts'
import type { TurnedBack, UndoLimits } from '../../../../main/coordinator/undo.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { Signature } from '../../../../shared/contract/edits-view.ts'
import { apply } from '../../../../shared/model/mutations/apply.ts'
import { takeIn } from '../../../../shared/model/mutations/edited-show.ts'
import type { EditedShow } from '../../../../shared/model/mutations/edited-show.ts'
import type { Edit, Mutation } from '../../../../shared/model/mutations/mutation.ts'
import type { EditFault } from '../../../../shared/model/mutations/refusals.ts'
import { showChecks } from '../../../../shared/model/mutations/show-checks.ts'
import { showFile } from '../../../../shared/model/show.ts'
import { parseShow } from '../../../../main/build/parse-show.ts'
import type { Result } from '../../../../shared/base/result.ts'
import { anyMutation, anyStepEdit, referringShow } from '../../../support/edited-shows.ts'
import { runs } from '../../../support/property-runs.ts'

const ANNA: Signature = { id: 'tab 1', name: 'FOH tablet' }
const BERT: Signature = { id: 'tab 2', name: 'Stage desk' }

function isSound({ show }: EditedShow): boolean {
  return parseShow(new TextEncoder().encode(JSON.stringify(show)), 'show').ok
}

class Booth {
  edited: EditedShow = takeIn(referringShow(), 1)
  readonly clock = new SimulatedClock(0, 1_000_000)
  readonly history: UndoHistory
  letGo = 0

  constructor(limits?: UndoLimits) {
    this.history = new UndoHistory(this.clock, showChecks, limits)
  }

  do(by: Signature, mutation: Mutation, group: string | null = null): boolean {
    const { generation } = this.edited
    const applied = apply(this.edited, mutation, { at: generation + 1, seen: generation }, showChecks)
    // What names something that is not there is refused by whoever checks definitions.
    if (!applied.ok || !isSound(applied.value.edited)) return false
    this.letGo += this.history.record(applied.value, by, group)
    this.edited = applied.value.edited
    return true
  }

  undo(by: Signature): string {
    return this.#take(this.history.undo(this.edited, by))
  }

  redo(by: Signature): string {
    return this.#take(this.history.redo(this.edited, by))
  }

  turn(id: number): string {
    return this.#take(this.history.turn(this.edited, id))
  }

  #take(turned: Result<TurnedBack, EditFault>): string {
    if (!turned.ok) return turned.error.code
    this.edited = turned.value.edited
    return turned.value.entry.label
  }

  get bytes(): string {
    return JSON.stringify(this.edited.show)
  }
}

const name = (id: string, to: string): Edit => ({ edit: 'change', kind: 'playlist', id, set: { name: to } })
const nudge: Edit = { edit: 'steps', playlist: 'chase', do: 'shift', keys: [[1, 2]], by: 333.333 }

describe('the history', () => {
  test('takes back what each has done, newest first, and does it again', () => {
    const booth = new Booth()
    const opened = booth.bytes
    booth.do(ANNA, name('chase', 'A'))
    booth.do(BERT, name('dark', 'B'))
    booth.do(ANNA, nudge)
    const all = booth.bytes
    expect(booth.undo(ANNA)).toBe('move 2 steps of A')
    expect(booth.undo(ANNA)).toBe('rename Chase to A')
    expect(booth.undo(ANNA)).toBe('edit/nothing')
    expect(booth.edited.show.playlists[1]?.name).toBe('B')
    expect(booth.redo(ANNA)).toBe('rename Chase to A')
    expect(booth.redo(ANNA)).toBe('move 2 steps of A')
    expect(booth.redo(ANNA)).toBe('edit/nothing')
    expect(booth.bytes).toBe(all)
    for (const { id } of booth.history.list()) booth.turn(id)
    expect(booth.bytes).toBe(opened)
  })

  test('lists everything by name, and takes back anybody’s', () => {
    const booth = new Booth()
    booth.do(ANNA, name('chase', 'A'))
    booth.clock.advanceBy(5000)
    booth.do(BERT, name('dark', 'B'))
    const stands = { isUndone: false }
    expect(booth.history.list()).toEqual([
      { id: 2, label: 'rename Dark to B', by: BERT, generation: 3, time: 1_005_000, ...stands },
      { id: 1, label: 'rename Chase to A', by: ANNA, generation: 2, time: 1_000_000, ...stands },
    ])
    booth.clock.advanceBy(1000)
    booth.turn(1)
    expect(booth.edited.show.playlists[0]?.name).toBe('Chase')
    expect(booth.history.list()[1]).toMatchObject({ generation: 4, isUndone: true, time: 1_006_000 })
    expect(booth.history.ofGeneration(2)).toMatchObject({ id: 1, by: ANNA })
    expect(booth.history.ofGeneration(4)).toMatchObject({ id: 1 })
    expect(booth.turn(7)).toBe('edit/no-entry')
  })

  test('joins what one hand did in one gesture, and nothing else', () => {
    const booth = new Booth()
    const opened = booth.bytes
    for (let time = 0; time < 5; time += 1) booth.do(ANNA, nudge, 'drag 1')
    booth.do(BERT, nudge, 'drag 1')
    booth.do(ANNA, nudge, 'drag 1')
    expect(booth.history.list()).toHaveLength(3)
    booth.undo(ANNA)
    booth.undo(BERT)
    expect(booth.undo(ANNA)).toBe('move 2 steps of Chase')
    expect(booth.bytes).toBe(opened)
    booth.redo(ANNA)
    expect(booth.edited.show.playlists[0]?.steps[0]?.offset).toBeCloseTo(5 * 333.333)
  })

  test('leaves an entry where it is that somebody else has written over', () => {
    const booth = new Booth()
    booth.do(ANNA, name('chase', 'A'))
    booth.do(BERT, name('chase', 'B'))
    expect(booth.undo(ANNA)).toBe('edit/stale')
    booth.undo(BERT)
    expect(booth.undo(ANNA)).toBe('rename Chase to A')
    expect(booth.edited.show.playlists[0]?.name).toBe('Chase')
  })

  test('forgets what may be done again as soon as its editor does something new', () => {
    const booth = new Booth()
    booth.do(ANNA, name('chase', 'A'))
    booth.do(BERT, name('dark', 'B'))
    booth.undo(ANNA)
    booth.undo(BERT)
    booth.do(ANNA, name('intro', 'C'))
    expect(booth.redo(ANNA)).toBe('edit/nothing')
    expect(booth.redo(BERT)).toBe('rename Dark to B')
  })

  test('passes over an edit that changed nothing', () => {
    const booth = new Booth()
    booth.do(ANNA, name('chase', 'Chase'))
    expect(booth.history.list()).toEqual([])
  })

  test('keeps within its bounds, and says how many it let go', () => {
    const booth = new Booth({ entries: 3, bytes: 100_000 })
    for (let time = 0; time < 10; time += 1) booth.do(ANNA, nudge)
    expect(booth.history.size.entries).toBe(3)
    expect(booth.letGo).toBe(7)
    const big = 'x'.repeat(60_000)
    booth.do(ANNA, { edit: 'change', kind: 'show', set: { notes: big } })
    booth.do(ANNA, { edit: 'change', kind: 'show', set: { notes: `${big}y` } })
    booth.do(ANNA, { edit: 'change', kind: 'show', set: { notes: '' } })
    expect(booth.history.size.bytes).toBeLessThan(100_000)
    expect(booth.history.size.entries).toBe(1)
    booth.history.clear()
    expect(booth.history.size).toEqual({ entries: 0, bytes: 0 })
  })
})

const anyTurns = fc.array(
  fc.record({
    by: fc.constantFrom(ANNA, BERT),
    act: fc.oneof(anyMutation, anyStepEdit, fc.constantFrom('undo' as const, 'redo' as const)),
    group: fc.constantFrom(null, 'a', 'b'),
  }),
  { maxLength: 25 },
)

describe('whatever two do and take back', () => {
  test('all taken back from the newest on is the show as it was opened', () => {
    fc.assert(
      fc.property(anyTurns, (turns) => {
        const booth = new Booth()
        const opened = booth.bytes
        for (const { by, act, group } of turns) {
          if (act === 'redo') continue
          if (act !== 'undo') booth.do(by, act, group)
          // What is taken back in the midst of others' work may leave it elsewhere.
          else if (booth.history.list().find(({ isUndone }) => !isUndone)?.by === by) booth.undo(by)
        }
        for (const { id, isUndone } of booth.history.list()) {
          if (!isUndone) expect(booth.turn(id)).not.toMatch(/^edit\//)
        }
        expect(booth.bytes).toBe(opened)
      }),
      runs(300),
    )
  })

  test('is a sound show at every moment, and what is refused changes nothing', () => {
    fc.assert(
      fc.property(anyTurns, (turns) => {
        const booth = new Booth()
        for (const { by, act, group } of turns) {
          const { edited } = booth
          const entries = booth.history.list()
          let outcome = ''
          if (act === 'undo') outcome = booth.undo(by)
          else if (act === 'redo') outcome = booth.redo(by)
          else booth.do(by, act, group)
          if (/^edit\/(?!nothing)/.test(outcome)) {
            expect(booth.edited).toBe(edited)
            expect(booth.history.list()).toEqual(entries)
          }
          expect(JSON.stringify(showFile.parse(booth.edited.show))).toBe(booth.bytes)
        }
      }),
      runs(300),
    )
  })
})
