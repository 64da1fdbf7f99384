// What it costs that edits are kept: from the command to its answer with a journal and without, and to the disk.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkEdit } from '../../main/build/check-edit.ts'
import { SystemClock } from '../../main/clock.ts'
import { ShowCoordinator } from '../../main/coordinator/coordinator.ts'
import type { Journals } from '../../main/coordinator/kept-edits.ts'
import { fileSystem } from '../../main/store/file-system.ts'
import { journalsIn } from '../../main/store/journals.ts'
import { showFileText } from '../../main/store/show-text.ts'
import { failed, ok } from '../../shared/base/result.ts'
import { showFile } from '../../shared/model/show.ts'
import { NO_JOURNALS } from '../support/no-journals.ts'
import { NO_VERSIONS } from '../support/no-versions.ts'
import { noStates } from '../support/no-states.ts'
import { scratch } from '../support/scratch.ts'
import { atMost, inSlices, median, percentile } from './measurement.ts'
import type { Bench, Measurement } from './measurement.ts'

const ROUNDS = 5
const SLICES = 40
const ASKER = { by: { id: 'bench', name: 'bench' }, cause: null }

const SHOW = showFile.parse({
  ...{ version: 1, name: 'bench', events: { 'lights.go': {} } },
  playlists: [
    {
      ...{ id: 'chase', name: 'Chase' },
      steps: Array.from({ length: 100 }, (_, offset) => ({ offset, type: 'lights.go' })),
    },
  ],
})

function coordinatorWith(journals: Journals, clock: SystemClock): ShowCoordinator {
  const coordinator = new ShowCoordinator({
    versions: NO_VERSIONS,
    ...noStates(),
    ...{ clock, journals, check: checkEdit, text: showFileText, folder: '/' },
    publish: () => 1,
    read: () => Promise.resolve(ok({ bytes: new Uint8Array(), digest: 'bench' })),
    build: () => Promise.resolve(failed([])),
    save: () => Promise.resolve(ok(undefined)),
    watch: () => ({ knows() {}, [Symbol.dispose]() {} }),
    pause: () => new Promise((resume) => void setImmediate(resume)),
  })
  coordinator.begin({ show: SHOW, path: '/bench.show.json' }, 'bench', () => undefined)
  return coordinator
}

/** Milliseconds. */
function accepted(coordinator: ShowCoordinator): number {
  const { generation: seen } = coordinator.current()
  const mutation = { edit: 'steps', playlist: 'chase', do: 'shift', keys: [[50, 50]], by: 0.5 }
  const start = performance.now()
  const edited = coordinator.edit({ mutation, seen }, ASKER)
  const took = performance.now() - start
  if (!edited.ok) throw new Error(edited.error.what)
  return took
}

async function kept(coordinator: ShowCoordinator): Promise<number> {
  const start = performance.now()
  accepted(coordinator)
  const { generation } = coordinator.current()
  const answer = await coordinator.whenKept({ generation })
  if (!answer.ok) throw new Error(answer.error.what)
  return performance.now() - start
}

/** As it is kept where nobody waits for it. */
async function keptByItself(coordinator: ShowCoordinator): Promise<number> {
  const start = performance.now()
  accepted(coordinator)
  const { generation } = coordinator.current()
  while (coordinator.edits().kept < generation) await new Promise((resume) => setTimeout(resume, 1))
  return performance.now() - start
}

export const journal: Bench = async () => {
  using folder = scratch({})
  const clock = new SystemClock()
  const pause = (): Promise<void> => new Promise((resume) => void setImmediate(resume))
  await using on = coordinatorWith(
    journalsIn({ folder: folder.path, system: fileSystem, clock, pause }),
    clock,
  )
  await using off = coordinatorWith(NO_JOURNALS, clock)
  const appended = join(folder.path, 'plain')
  for (let round = 0; round < 200; round += 1) {
    accepted(on)
    accepted(off)
  }
  const figures = await inSlices(ROUNDS, SLICES, {
    on: () => Promise.resolve([accepted(on)]),
    off: () => Promise.resolve([accepted(off)]),
    kept: async () => [await kept(on)],
    plain: () => {
      const start = performance.now()
      writeFileSync(appended, 'x'.repeat(200), { flag: 'a', flush: true })
      return Promise.resolve([performance.now() - start])
    },
    byItself: async () => [await keptByItself(on)],
  })
  const medians = (rounds: readonly (readonly number[])[]): number[] => rounds.map((round) => median(round))
  const late = (rounds: readonly (readonly number[])[]): number[] =>
    rounds.map((round) => percentile(round, 0.99))
  const row = (
    what: string,
    subject: readonly number[],
    baseline: Measurement['baseline'],
    reach: Measurement['reach'] = null,
  ): Measurement => ({
    ...{ what, unit: 'ms', subject, baseline, reach },
  })
  const without = { name: 'without a journal', figures: medians(figures.off) }
  const plain = { name: 'an append with its sync', figures: medians(figures.plain) }
  return [
    row('edit to accepted', medians(figures.on), without),
    row('edit to accepted, p99', late(figures.on), { ...without, figures: late(figures.off) }),
    row('edit to kept, waited for', medians(figures.kept), plain),
    row('edit to kept, waited for, p99', late(figures.kept), { ...plain, figures: late(figures.plain) }),
    row('edit to kept, by itself, p99', late(figures.byItself), null, atMost(300)),
  ]
}
