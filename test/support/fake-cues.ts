// Rows of cue lists and how they stand, for looking at the renderer.
import type { CueListState, CueStateView, CueView } from '../../shared/contract/cue-streams.ts'

export function cueRow(fields: Partial<CueView> & { readonly cueId: string }): CueView {
  const { listId = 'main', cueId } = fields
  return {
    ...{ key: `${listId}/${cueId}`, listId, number: null, name: '', note: '', colour: null, armed: true },
    ...{ group: null, depth: 0, follows: false, leader: null, preWait: 0, continue: 'none', postWait: 0 },
    ...{ does: [], acts: [], actionCount: 0 },
    ...fields,
  }
}

/** Of a cue that runs. */
export function cueState(fields: Partial<CueStateView>): CueStateView {
  return {
    ...{ key: 'main/a', play: 1, state: 'running', reason: null, from: 'go', cause: null, endCause: null },
    ...{ startedAt: 0, endedAt: null, endsAt: null, held: null, wait: null, runs: [], error: null },
    ...fields,
  }
}

export function listState(fields: Partial<CueListState>): CueListState {
  return {
    ...{ id: 'main', standby: null, playhead: null, next: null, loaded: null },
    ...{ standbyNumber: null, standbyName: null, went: null, refused: null },
    ...fields,
  }
}
