// A show with a cue list for looking at the renderer: GO, Back and standby walk in it, and nothing is played but the playlists it names.
import type { Clock } from '../../shared/base/clock.ts'
import { CueViews, cueListView } from '../../shared/contract/cue-views.ts'
import type { CueView, CuesView } from '../../shared/contract/cue-streams.ts'
import type { ShowView } from '../../shared/contract/streams.ts'
import { cueListDefinition } from '../../shared/model/cue.ts'
import { cueState, listState } from './fake-cues.ts'
import { demoShow } from './fake-show.ts'

const start = (id: string): object => ({ action: 'start_playlist', id })
const follow = { continue: 'auto-follow' }

const list = cueListDefinition.parse({
  ...{ id: 'main', name: 'Evening' },
  cues: [
    { id: 'preset', number: '1', name: 'House to half, preset', actions: [start('preset')] },
    { id: 'haze', number: '1.5', name: 'Haze', note: 'check haze', preWait: 8000, ...follow },
    {
      id: 'warm',
      number: '2',
      name: 'Warm look',
      note: 'On the bell, then wait for the choir',
      actions: [start('look-warm')],
    },
    {
      ...{
        id: 'storm',
        number: '12.5',
        name: 'The storm over the harbour, with thunder far right and lightning on the cloth',
      },
      note:
        'Stand by for the stage manager: the lighthouse turns from left to right before the thunder.\n' +
        'If the haze is thin, skip to 14.\nCall fly floor on channel B, and do not go before they answer.',
      colour: '#6a8fb5',
      actions: [start('storm')],
    },
    { id: 'chase', number: '13', name: 'Colour chase', colour: '#d98a4a', actions: [start('chase')] },
    { id: 'blind', number: '14', name: 'Blinders', armed: false, actions: [start('spare')] },
    { id: 'bows', number: '101.25', name: 'Bows', actions: [start('bows')] },
  ],
})

export const boothShow: ShowView = {
  ...demoShow,
  cueLists: [cueListView(list)],
  cues: new CueViews().of({ cueLists: [list], playlists: [], scenes: {} }),
}

/** Where the list stands. */
export class FakeBooth {
  readonly #cues: readonly CueView[] = boothShow.cues
  readonly #waitsUntil: number
  #standby = 3
  #last = 2

  constructor(clock: Clock) {
    this.#waitsUntil = clock.now() + 240_000
  }

  /** The playlist that the cue starts which stood by; null at the end. */
  go(): string | null {
    if (this.#standby === this.#cues.length) return null
    this.#last = this.#standby
    this.#standby += 1
    while (this.#cues[this.#standby]?.follows === true) this.#standby += 1
    const [act] = list.cues[this.#last]?.actions ?? []
    return act?.action === 'start_playlist' ? act.id : null
  }

  back(): void {
    do this.#standby = Math.max(0, this.#standby - 1)
    while (this.#cues[this.#standby]?.follows === true)
  }

  view(): CuesView {
    const standby = this.#cues[this.#standby]
    const place = (at: number): string | null => this.#cues[at]?.cueId ?? null
    let next = this.#standby + 1
    while (this.#cues[next]?.follows === true) next += 1
    return {
      lists: [
        listState({
          ...{ standby: place(this.#standby), playhead: place(this.#last), next: place(next) },
          ...{ standbyNumber: standby?.number ?? null, standbyName: standby?.name ?? null },
        }),
      ],
      states: [
        cueState({
          ...{ key: 'main/haze', state: 'waiting' },
          wait: { kind: 'pre', dueAt: this.#waitsUntil, left: 8000 },
        }),
      ],
      armed: [],
    }
  }
}
