// Where cue lists stand, as it outlives the program.
import { z } from 'zod'
import type { LeftBehind, StatePart } from '../../shared/model/kept-state.ts'
import type { CueList } from './cue-list.ts'
import { keptStates } from './kept-states.ts'
import type { KeptState } from './kept-states.ts'
import { NOWHERE } from '../../shared/model/cue-order.ts'

const keptList = z.object({
  id: z.string(),
  standby: z.string().nullable(),
  playhead: z.string().nullable(),
  loaded: z.number().nonnegative().nullable(),
  armed: z.record(z.string(), z.boolean()),
})
type KeptList = z.infer<typeof keptList>
const kept = z.object({ lists: z.array(keptList), states: keptStates.optional() })

interface KeptOf {
  lists(): Iterable<CueList>
  holdStates(): readonly KeptState[]
  /** Those of cues that are not there any more are left out. */
  takeStates(states: readonly KeptState[], age: number): void
  changed(): void
}

export function keptCues({ lists, holdStates, takeStates, changed }: KeptOf): StatePart {
  return {
    name: 'cues',
    acts: false,
    hold() {
      const held = [...lists()].flatMap((list) => holdList(list) ?? [])
      const states = holdStates()
      if (states.length > 0) return { lists: held, states }
      return held.length === 0 ? undefined : { lists: held }
    },
    takeBack(value, { age }) {
      const found = new Map([...lists()].map((list) => [list.id, list]))
      const left: LeftBehind[] = []
      let taken = 0
      const { lists: stood, states = [] } = kept.parse(value)
      for (const each of stood) {
        const list = found.get(each.id)
        if (list === undefined) left.push({ what: each.id, why: 'the show has no such cue list' })
        else {
          taken += 1
          left.push(...takeList(list, each))
        }
      }
      takeStates(states, age)
      changed()
      return { taken, left }
    },
  }
}

/** Undefined of a list that stands as it does when the show opens. */
function holdList(list: CueList): KeptList | undefined {
  const { id, standby, playhead, loaded, armed } = list
  if (playhead === null && loaded === null && armed.size === 0 && standby === list.idAt(list.order.at(0)))
    return undefined
  return { id, standby, playhead, loaded: loaded?.position ?? null, armed: Object.fromEntries(armed) }
}

function takeList(list: CueList, { standby, playhead, loaded, armed }: KeptList): readonly LeftBehind[] {
  const left: LeftBehind[] = []
  const placeOf = (cueId: string): number => {
    const place = list.order.placeOf(cueId)
    if (place === NOWHERE) left.push({ what: `${list.id}/${cueId}`, why: 'the list has no such cue' })
    return place
  }
  const isHere = (cueId: string | null): boolean => cueId === null || placeOf(cueId) !== NOWHERE
  if (isHere(standby)) {
    list.standby = standby
    list.loaded = standby === null || loaded === null ? null : { cueId: standby, position: loaded }
  }
  if (isHere(playhead)) list.playhead = playhead
  for (const [cueId, is] of Object.entries(armed)) {
    const place = placeOf(cueId)
    if (place !== NOWHERE && list.order.cues[place]?.armed !== is) list.armed.set(cueId, is)
  }
  return left
}
