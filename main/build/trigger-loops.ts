// Refuses playlists that would start each other over and over with no time in between.
import { keptPlaces } from '../../shared/base/kept-places.ts'
import type { EventMatch } from '../../shared/model/match.ts'
import type { Json } from '../../shared/model/json.ts'
import { playlistLength } from '../../shared/model/steps.ts'
import type { PlaylistDefinition, PlaylistStep } from '../../shared/model/playlist.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { isPress } from '../../shared/model/osc.ts'
import type { OscValue } from '../../shared/model/osc.ts'
import { addressesReached, isOscPattern } from '../../shared/model/osc-pattern.ts'
import { TriggerIndex } from './trigger-index.ts'
import type { ForeseenEvent } from './trigger-index.ts'
import type { Problems } from './problems.ts'
import { TANGLED, findShortLoop } from './short-loop.ts'
import type { Edge, Loop } from './short-loop.ts'

/** Milliseconds once round; a slower loop is an installation that plays for ever. */
const SHORTEST_LOOP = 20

interface Consequence {
  readonly event: ForeseenEvent
  /** Milliseconds after the start of the playlist. */
  readonly delay: number
}

/** Whether starts within `SHORTEST_LOOP` of each other are ignored, because it is still playing. */
function ignoresRestart({ retrigger, steps, tempo }: PlaylistDefinition): boolean {
  return retrigger === 'ignore' && playlistLength(steps) / tempo >= SHORTEST_LOOP
}

function* lifecycle(playlist: PlaylistDefinition): Generator<Consequence> {
  const { id: playlistId, name, metadata, retrigger, steps, tempo, completion } = playlist
  const source = `playlist:${playlistId}`
  const common = { playlistId, name, metadata }
  const length = playlistLength(steps) / tempo
  const stateChanged = (to: string): ForeseenEvent => ({
    type: 'run.stateChanged',
    source,
    payload: { playlistId, to },
  })
  const stopped = (reason: string): ForeseenEvent => ({
    type: 'playlist.stopped',
    source,
    payload: { ...common, reason },
  })
  yield { event: { type: 'playlist.created', source, payload: common }, delay: 0 }
  yield { event: stateChanged('running'), delay: 0 }
  if ((retrigger === 'restart' || retrigger === 'toggle') && length > 0) {
    // What it was still playing is cancelled at each new start, or instead of it.
    yield { event: stopped('cancelled'), delay: 0 }
    yield { event: stateChanged('stopped'), delay: 0 }
  }
  if (length >= SHORTEST_LOOP) return
  yield { event: stopped('completed'), delay: length }
  yield { event: stateChanged('stopped'), delay: length }
  if (completion !== null) yield { event: { ...completion, source }, delay: length }
}

function* consequences(
  playlist: PlaylistDefinition,
  osc: ShowFile['osc'],
  startedBy: StartedBy,
): Generator<Consequence> {
  const { id: playlistId, steps, tempo } = playlist
  const source = `playlist:${playlistId}`
  yield* lifecycle(playlist)
  for (const [step, { type, payload, producer, offset }] of steps.entries()) {
    const delay = offset / tempo
    if (delay >= SHORTEST_LOOP) continue
    yield { event: { type, source: producer ?? source, payload }, delay }
    yield { event: { type: 'playlist.emitted', source, payload: { playlistId, step, type, payload } }, delay }
    if (type === 'scene.recall') {
      const { name } = payload as { readonly name: string }
      yield { event: { type: 'scene.recalled', source: `scene:${name}`, payload: { name } }, delay }
    }
    if (type !== 'osc.send') continue
    for (const event of heardBySelf(payload, osc, startedBy)) yield { event, delay }
  }
}

const START_ADDRESS = /^\/cuewright\/playlist\/([^/]+)\/start$/
/** Stands for the request to start a playlist; no event is called so, for its name holds a blank. */
const START_REQUEST = 'start request'

/** The playlists that are meant by what stands in the place of one, which may be a pattern. */
type StartedBy = (name: string) => readonly string[]

/** What the engine's own OSC input makes of a message that is sent there. */
function* heardBySelf(payload: Json, osc: ShowFile['osc'], startedBy: StartedBy): Generator<ForeseenEvent> {
  const { target, address, args } = payload as { target: string; address: string; args: OscValue[] }
  const declared = osc.targets[target]
  if (declared === undefined || !('self' in declared)) return
  const press = isPress(args)
  yield { type: 'osc.received', source: null, payload: { address, args }, press }
  const started = START_ADDRESS.exec(address)?.[1]
  if (started === undefined || !press) return
  for (const playlistId of startedBy(started)) {
    yield { type: START_REQUEST, source: null, payload: { playlistId } }
  }
}

/** Patterns that start playlists, each tried against all of them; what more of them would start is not foreseen. */
const START_PATTERNS = 100

function startedByName({ playlists }: ShowFile): StartedBy {
  const known = new Map<string, readonly string[]>()
  const ids = playlists.map(({ id }) => `/${id}`)
  return (name) => {
    if (!isOscPattern(name)) return [name]
    const before = known.get(name)
    if (before !== undefined) return before
    if (known.size === START_PATTERNS) return []
    const started = (addressesReached(`/${name}`, ids) ?? []).map((id) => id.slice(1))
    known.set(name, started)
    return started
  }
}

/** `edges[n]` of playlist n lead to groups of listeners, whose own edges lead to the playlists that listen. */
function startGraph(show: ShowFile): Edge[][] | null {
  const listeners = new TriggerIndex()
  for (const [index, playlist] of show.playlists.entries()) {
    if (ignoresRestart(playlist)) continue
    const request: EventMatch = { event: START_REQUEST, on: 'any', where: { playlistId: playlist.id } }
    // A tape is driven from outside, so that no playlist can be foreseen to start another by it.
    const matches = playlist.triggers.filter((trigger) => 'event' in trigger)
    for (const match of [request, ...matches]) listeners.add(match, index)
  }
  const edges: Edge[][] = []
  const startedBy = startedByName(show)
  for (const playlist of show.playlists) {
    const soonest = new Map<number, number>()
    const followed = ignoresRestart(playlist) ? [] : consequences(playlist, show.osc, startedBy)
    for (const { event, delay } of followed) {
      const groups = listeners.groupsFor(event)
      if (groups === null) return null
      for (const group of groups) soonest.set(group, Math.min(delay, soonest.get(group) ?? Infinity))
    }
    edges.push([...soonest].map(([group, delay]) => ({ to: show.playlists.length + group, delay })))
  }
  for (const members of listeners.groups) edges.push(members.map((to) => ({ to, delay: 0 })))
  return edges
}

/** Names told of a long loop. */
const NAMED = 8

function addLoop({ nodes, delay }: Loop, { playlists }: ShowFile, problems: Problems): void {
  const passed = nodes.filter((node) => node < playlists.length)
  const first = Math.min(...passed)
  const start = passed.indexOf(first)
  const ids = [...passed.slice(start), ...passed.slice(0, start)].map((node) => playlists[node]?.id as string)
  const named = ids.length > NAMED ? [...ids.slice(0, NAMED), `${ids.length - NAMED} more`] : ids
  const pace = delay === 0 ? 'at once' : `every ${Number(delay.toPrecision(2))} ms`
  problems.add(
    'show/trigger-loop',
    ['playlists', first, 'triggers'],
    `${[...named, ids[0]].join(' → ')} repeats ${pace}`,
    () => `narrow a trigger, or let at least ${SHORTEST_LOOP} ms pass on the way round`,
  )
}

/**
 * Adds a loop of playlists that start each other, by their steps, their completion, what is told of their runs, or OSC sent
 * to the engine itself, in less than `SHORTEST_LOOP` ms. What another program answers, and what an interrupt sets
 * off, cannot be foreseen.
 */
export function checkTriggerLoops(show: ShowFile, problems: Problems): void {
  const edges = startGraph(show)
  const loop = edges === null ? TANGLED : findShortLoop(edges, SHORTEST_LOOP)
  if (loop === TANGLED) {
    const what = 'the playlists start each other in too many ways to rule out an endless loop'
    problems.add('show/tangled', ['playlists'], what, () => 'use fewer triggers')
  } else if (loop !== null) addLoop(loop, show, problems)
}

/**
 * Whether playlists of `after` may start each other in ways in which those of `before` do not; both share what is the same in
 * them. What leaves later than a loop may take once round is none of it.
 */
export function mayStartAnew(before: ShowFile, after: ShowFile): boolean {
  if (before.osc.targets !== after.osc.targets) return true
  if (before.playlists === after.playlists) return false
  const old = new Map(before.playlists.map((playlist) => [playlist.id, playlist]))
  return after.playlists.some((playlist) => {
    const was = old.get(playlist.id)
    return was !== playlist && (was === undefined || !startsTheSame(was, playlist))
  })
}

const DECISIVE = ['name', 'metadata', 'retrigger', 'tempo', 'completion', 'triggers'] as const

function startsTheSame(was: PlaylistDefinition, playlist: PlaylistDefinition): boolean {
  if (DECISIVE.some((field) => was[field] !== playlist[field])) return false
  if (was.steps === playlist.steps) return true
  const { steps, tempo } = playlist
  if (isLong(was) !== isLong(playlist)) return false
  const { from, fresh, inPlace } = keptPlaces(was.steps, steps)
  const isLate = (step: number): boolean => (steps[step] as PlaylistStep).offset / tempo >= SHORTEST_LOOP
  if (inPlace) return fresh.every(isLate)
  // A step that moved in the list is called otherwise where it is told of.
  for (let step = 0; step < steps.length; step += 1) if (from[step] !== step && !isLate(step)) return false
  return true
}

function isLong({ steps, tempo }: PlaylistDefinition): boolean {
  // Most are, and show it by their last step.
  const last = steps.at(-1)
  if (last !== undefined && last.offset / tempo >= SHORTEST_LOOP) return true
  return playlistLength(steps) / tempo >= SHORTEST_LOOP
}
