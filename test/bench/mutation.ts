// What an edit costs: one step of many moved, beside the same with few, and a drag of 2,000 taken back.
import { apply } from '../../shared/model/mutations/apply.ts'
import { takeIn } from '../../shared/model/mutations/edited-show.ts'
import type { EditedShow } from '../../shared/model/mutations/edited-show.ts'
import type { StepWork } from '../../shared/model/mutations/mutation.ts'
import { showChecks } from '../../shared/model/mutations/show-checks.ts'
import { showFile } from '../../shared/model/show.ts'
import { atMost, inSlices, median } from './measurement.ts'
import type { Bench, Measurement } from './measurement.ts'

const ROUNDS = 5
const SLICES = 20
const MANY = 100_000
const FEW = 100
const DRAGGED = 2000

function showOf(count: number): EditedShow {
  const steps = Array.from({ length: count }, (_, offset) => ({
    offset,
    type: 'osc.send',
    payload: { target: 'desk', address: '/level', args: [offset] },
  }))
  const osc = { targets: { desk: { host: '127.0.0.1', port: 9000 } } }
  const playlists = [{ id: 'chase', name: 'Chase', steps }]
  return takeIn(showFile.parse({ version: 1, name: 'bench', osc, playlists }), 1)
}

/** An editor that does the same again and again, and takes each second back. */
class Editor {
  #edited: EditedShow
  readonly #work: StepWork

  constructor(count: number, work: StepWork) {
    this.#edited = showOf(count)
    this.#work = work
  }

  /** Milliseconds for the edit, and for taking it back. */
  edit(): readonly [done: number, undone: number] {
    const { generation } = this.#edited
    const start = performance.now()
    const done = apply(
      this.#edited,
      { edit: 'steps', playlist: 'chase', ...this.#work },
      { at: generation + 1, seen: generation },
      showChecks,
    )
    const between = performance.now()
    if (!done.ok) throw new Error(done.error.what)
    const { edited, inverse, touched } = done.value
    const undone = apply(edited, inverse, { at: generation + 2, undoes: touched }, showChecks)
    const end = performance.now()
    if (!undone.ok) throw new Error(undone.error.what)
    this.#edited = undone.value.edited
    return [between - start, end - between]
  }
}

const one: StepWork = { do: 'shift', keys: [[50, 50]], by: 0.5 }

export const mutation: Bench = async () => {
  const [many, few] = [new Editor(MANY, one), new Editor(FEW, one)]
  const drag = new Editor(MANY, { do: 'shift', keys: [[10_000, 10_000 + DRAGGED - 1]], by: 333.333 })
  for (const editor of [many, few, drag]) for (let round = 0; round < 20; round += 1) editor.edit()
  const figures = await inSlices(ROUNDS, SLICES, {
    many: () => Promise.resolve([many.edit()[0]]),
    few: () => Promise.resolve([few.edit()[0]]),
    drag: () => Promise.resolve(drag.edit()),
  })
  const medians = (rounds: readonly (readonly number[])[]): number[] => rounds.map((round) => median(round))
  const dragged = (part: 0 | 1): number[] =>
    figures.drag.map((round) => median(round.filter((_, index) => index % 2 === part)))
  const baseline = { name: `of ${FEW}`, figures: medians(figures.few) }
  const rows: Measurement[] = [
    {
      what: `one step of ${MANY} moved`,
      unit: 'ms',
      subject: medians(figures.many),
      baseline,
      reach: atMost(2),
    },
    {
      what: `${DRAGGED} steps of ${MANY} moved`,
      unit: 'ms',
      subject: dragged(0),
      baseline: null,
      reach: null,
    },
    {
      what: `${DRAGGED} moved steps taken back`,
      unit: 'ms',
      subject: dragged(1),
      baseline: null,
      reach: null,
    },
  ]
  return rows
}
