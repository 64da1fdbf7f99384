// A show of a thousand playlists and a hundred thousand steps that is taken again with one of them changed.
import { SystemClock } from '../../main/clock.ts'
import { NOTHING_DIRECT } from '../../main/playlists/emissions.ts'
import { Playlists } from '../../main/playlists/playlists.ts'
import { RunnerPool } from '../../main/playlists/runner-pool.ts'
import { disposable } from '../../shared/base/disposable.ts'
import { playlistDefinition } from '../../shared/model/playlist.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { Measurement } from './measurement.ts'

const PLAYLISTS = 1000
const STEPS = 100
const ROUNDS = 9

/** All objects anew, as of a file that was read again; `edition` is what the playlist in the middle sends. */
function show(edition: number): PlaylistDefinition[] {
  return Array.from({ length: PLAYLISTS }, (_, place) => {
    const value = place === PLAYLISTS / 2 ? edition : 0
    const steps = Array.from({ length: STEPS }, (_, step) => ({
      offset: step * 10,
      type: 'osc.send',
      payload: { target: 'desk', address: `/level/${step % 20}`, args: [step, value] },
    }))
    const triggers = [{ event: 'osc.received', address: `/p/${place}` }]
    return playlistDefinition.parse({ id: `p${place}`, name: 'P', steps, triggers })
  })
}

export async function taking(): Promise<readonly Measurement[]> {
  const clock = new SystemClock()
  const figures = {
    opened: [] as number[],
    edited: [] as number[],
    reloaded: [] as number[],
    same: [] as number[],
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    let seq = 0
    await using playlists = new Playlists({
      clock,
      publish: () => (seq += 1),
      hearInterrupts: () => disposable('nothing', () => {}),
      hearTriggers: () => disposable('nothing', () => {}),
      createRunners: (listener) => new RunnerPool({ clock, clockOrigin: clock.origin, threads: 1 }, listener),
      interrupts: null,
      causeOf: () => null,
      forgotten() {},
      direct: NOTHING_DIRECT,
    })
    await playlists.ready()
    const time = (definitions: readonly PlaylistDefinition[], kind: ShowChange['kind']): number => {
      const before = clock.now()
      playlists.take(definitions, { cause: null, kind })
      return clock.now() - before
    }
    const [first, again] = [show(0), show(2)]
    figures.opened.push(time(first, 'open'))
    const middle = show(1)[PLAYLISTS / 2] as PlaylistDefinition
    playlists.start(middle.id, { trigger: null, cause: null, by: 'command' })
    const edited = first.with(PLAYLISTS / 2, middle)
    figures.edited.push(time(edited, 'edit'))
    figures.same.push(time(edited, 'edit'))
    figures.reloaded.push(time(again, 'reload'))
  }
  const baseline = { name: 'opening', figures: figures.opened }
  const measured = (what: string, subject: readonly number[]): Measurement => ({
    ...{ what, unit: 'ms', subject, baseline, reach: null },
  })
  return [
    measured('one of 1,000 playlists edited, which is playing', figures.edited),
    measured('nothing changed', figures.same),
    measured('one changed in a file that was read again', figures.reloaded),
  ]
}
