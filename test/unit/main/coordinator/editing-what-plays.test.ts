// Edits of a playlist that plays, from the mutation to what is sent: the coordinator and the playlists as they are wired.
import { expect, test } from 'vitest'
import { checkEdit } from '../../../../main/build/check-edit.ts'
import { Editor } from '../../../../main/coordinator/editor.ts'
import { HeldShow } from '../../../../main/coordinator/held-show.ts'
import { keepUnchanged } from '../../../../main/coordinator/keep-unchanged.ts'
import { readAgain } from '../../../../main/coordinator/read-again.ts'
import { Stage } from '../../../support/stage.ts'
import { show } from '../../../support/coordinator-rig.ts'

const ASKER = { by: { id: 'tab', name: 'tab' }, cause: null }

const shown = (steps: readonly object[]) =>
  show({
    events: { 'lights.go': {} },
    playlists: [{ id: 'p', name: 'P', onChange: 'follow', steps }],
  })

class EditedStage extends Stage {
  readonly editor: Editor
  readonly #held: HeldShow

  constructor(steps: readonly object[]) {
    super()
    this.#held = new HeldShow()
    this.#held.handTo((loaded, change) => this.playlists.take(loaded.show.playlists, change))
    const { clock } = this
    const { publish } = this.dispatcher
    this.editor = new Editor({ clock, publish, held: this.#held, check: checkEdit, changed() {}, keep() {} })
    this.#held.open({ show: shown(steps), path: null }, null, null)
    this.start('p')
  }

  edit(mutation: object): void {
    const edited = this.editor.edit({ mutation, seen: this.#held.generation }, ASKER)
    if (!edited.ok) throw new Error(edited.error.what)
    this.settle()
  }

  /** As from its file. */
  async reload(steps: readonly object[]): Promise<void> {
    const before = this.#held.edited
    const read = shown(structuredClone(steps))
    const kept = await keepUnchanged(before.show, read, () => Promise.resolve())
    const { next } = readAgain(before, kept.show, 'read again')
    this.#held.become(next, { cause: null, kind: 'reload' })
    this.settle()
  }

  /** Numbers that steps have sent, in the order in which they did. */
  get sent(): readonly number[] {
    return this.of('lights.go' as never).map(({ payload }) => (payload as { n: number }).n)
  }
}

const numbered = (offset: number, n: number) => ({ offset, type: 'lights.go', payload: { n } })
const COUNT = 800
const many = () => Array.from({ length: COUNT }, (_, n) => numbered(n * 10 + 405, n))
const all = { edit: 'steps', playlist: 'p', do: 'shift', keys: [[1, COUNT]] }

test('all steps shifted to and fro ten times a second: each is sent once, in its order', () => {
  using stage = new EditedStage(many())
  for (let time = 97; time < COUNT * 10 + 200; time += 97) {
    stage.clock.advanceTo(time)
    stage.edit({ ...all, by: time % 2 === 0 ? 1 : -1 })
  }
  stage.clock.advanceTo(COUNT * 20)
  expect(stage.sent).toEqual(Array.from({ length: COUNT }, (_, n) => n))
  expect(stage.of('playlist.caughtUp')).toEqual([])
})

test('also with others added, removed, moved in the list and renamed on the way, and all of it undone', () => {
  using stage = new EditedStage(many())
  let id = 'p'
  const about = () => ({ edit: 'steps', playlist: id })
  const edits = [
    () => stage.edit({ ...all, ...about(), by: 15 }),
    () => stage.edit({ ...about(), do: 'put', runs: [{ before: 1, steps: [numbered(0, 9000)] }] }),
    () => stage.edit({ ...about(), do: 'move', runs: [{ before: 3, keys: [[700, 760]] }] }),
    () => stage.edit({ ...all, ...about(), by: -25 }),
    () => {
      const to = id === 'p' ? 'q' : 'p'
      stage.edit({ edit: 'rename', kind: 'playlist', id, to })
      id = to
    },
    () => void stage.editor.undo(ASKER),
    () => {
      const keys = [[790, 800]]
      const edits = [
        { ...about(), do: 'set', keys, set: { payload: { n: 1000 } } },
        { ...all, ...about(), by: 7 },
      ]
      stage.edit({ edit: 'all', edits, label: 'two at once' })
    },
    () => void stage.editor.undo(ASKER),
  ]
  for (let turn = 0; turn < 80; turn += 1) {
    stage.clock.advanceTo(turn * 97 + 300)
    edits[turn % edits.length]?.()
  }
  stage.clock.advanceTo(COUNT * 20)
  const counts = new Map<number, number>()
  for (const n of stage.sent) counts.set(n, (counts.get(n) ?? 0) + 1)
  const own = [...counts].filter(([n]) => n < COUNT)
  expect(own.filter(([, count]) => count !== 1)).toEqual([])
  // Those whose payload was another while they were due were sent as that.
  expect(own.length + (counts.get(1000) ?? 0)).toBe(COUNT)
})

test('a step that is replaced whole with its playlist is another, unless it is as it was', () => {
  using stage = new EditedStage([numbered(10, 1), numbered(100, 2), numbered(200, 3)])
  stage.clock.advanceTo(50)
  stage.edit({ edit: 'steps', playlist: 'p', do: 'shift', keys: [[2, 2]], by: 1 })
  const value = { id: 'p', name: 'P', steps: [numbered(60, 1), numbered(20, 2), numbered(200, 3)] }
  stage.edit({ edit: 'put', kind: 'playlist', id: 'p', value })
  stage.clock.advanceTo(1000)
  expect(stage.sent).toEqual([1, 1, 3])
})

test('steps that are at other times in a file that was read anew are the same, and are sent once', async () => {
  using stage = new EditedStage(many())
  for (let round = 1; round < 40; round += 1) {
    stage.clock.advanceTo(round * 197)
    const by = round % 2 === 0 ? 0 : 3
    await stage.reload(many().map((step, n) => (n % 3 === 0 ? { ...step, offset: step.offset + by } : step)))
  }
  stage.clock.advanceTo(COUNT * 20)
  expect(stage.sent.toSorted((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, n) => n))
})
