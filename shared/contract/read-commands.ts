// What a client may read of how things stand: what streams bring to pages, for those who ask once.
import { z } from 'zod'
import { asRunFilter, asRunFormat } from '../model/as-run.ts'
import type { ArmingView } from '../model/arming.ts'
import type { HealthReport } from '../model/health.ts'
import type { Uses } from '../model/mutations/where-used.ts'
import { identifier } from '../model/names.ts'
import type { PlaylistDefinition } from '../model/playlist.ts'
import type { LoadedShow } from '../model/show.ts'
import type { CheckReport } from './check-view.ts'
import { ask, typed } from './command.ts'
import type { ListedCues } from './cue-streams.ts'
import type { EndedThrown, InterruptsView, SchedulersView } from './scheduler-streams.ts'
import type { RunsView } from './streams.ts'

const nothing = z.strictObject({})

/** A show with the number of the change that it came from. */
export interface NumberedShow extends LoadedShow {
  readonly generation: number
}

interface ListedPlaylist extends Omit<PlaylistDefinition, 'steps'> {
  /** Milliseconds at rate 1. */
  readonly length: number
  readonly stepCount: number
  readonly emissions: number
  /** Ids of its runs. */
  readonly activeRuns: readonly string[]
}

export const readCommands = {
  /** The show as it runs. */
  'show.file': ask(nothing, typed<NumberedShow>(), { asFile: true }),
  /** Where something in the show goes by the name of a parameter, an OSC target or a MIDI output. */
  'show.uses': ask(
    z.strictObject({ kind: z.enum(['param', 'target', 'midiOutput']), name: identifier }),
    typed<Uses>(),
  ),
  /** Whether the show may act, and where it may not, why. */
  'show.arming': ask(nothing, typed<ArmingView>()),
  /** What would spoil the show, looked for anew. */
  'show.check': ask(nothing, typed<CheckReport>(), { waits: true }),
  'health.read': ask(
    nothing,
    typed<HealthReport & { readonly eventCounts: Readonly<Record<string, number>> }>(),
  ),
  'playlists.list': ask(
    nothing,
    typed<{ readonly standby: string | null; readonly playlists: readonly ListedPlaylist[] }>(),
  ),
  'cues.list': ask(nothing, typed<ListedCues>()),
  'runs.list': ask(nothing, typed<RunsView>()),
  'schedulers.list': ask(nothing, typed<SchedulersView>()),
  'thrown.history': ask(nothing, typed<{ readonly events: readonly EndedThrown[]; readonly cut?: true }>()),
  'interrupts.list': ask(nothing, typed<InterruptsView>()),
  /** In pieces; whoever stops asking for more has cancelled it, and a `FaultError` is thrown where it cannot go on. */
  'asRun.export': ask(
    z.strictObject({ format: asRunFormat.default('csv'), ...asRunFilter.shape }),
    typed<AsyncIterable<string>>(),
    { asFile: true },
  ),
}

export type ReadCommandName = keyof typeof readCommands
