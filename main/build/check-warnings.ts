// What a sound show holds that can hardly be meant: what can never happen, and what only other programs can set off.
import type { Fault } from '../../shared/base/result.ts'
import { familiesOf } from '../../shared/model/event-families.ts'
import { isReservedType } from '../../shared/model/event-roles.ts'
import { shown } from '../../shared/model/explain.ts'
import type { GestureDefinition } from '../../shared/model/gesture.ts'
import { canBeReleased, edgeWanted } from '../../shared/model/match.ts'
import type { EventMatch } from '../../shared/model/match.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { warnCues } from './cue-warnings.ts'
import { matchesOf, publishedTypes } from './event-uses.ts'
import { meant } from './meant.ts'
import { warnLayers } from './layer-warnings.ts'
import { warnRamps } from './ramp-warnings.ts'
import { warnValues } from './value-warnings.ts'
import { warnFeedback } from './feedback-warnings.ts'
import { impossibleFields } from './payload-shape.ts'
import { warnParams } from './param-warnings.ts'
import { warnFaderPages } from './fader-page-warnings.ts'
import { warnScenes } from './check-scenes.ts'
import { Problems } from './problems.ts'

type Path = readonly PropertyKey[]

/** Warnings of a show that passed every check; `where` names its file. */
export function showWarnings(show: ShowFile, where: string): readonly Fault[] {
  const warnings = new Problems(where)
  for (const [index, playlist] of show.playlists.entries()) {
    if (playlist.steps.length > 0 || playlist.completion !== null) continue
    const what = 'it has no steps, so that nothing happens when it is started'
    warnings.add('show/no-steps', ['playlists', index, 'steps'], what, () => 'give it steps, or remove it')
  }
  for (const [index, gesture] of show.gestures.entries()) {
    warnNeverReleased(gesture, ['gestures', index], warnings)
  }
  const ids = idsOf(show)
  for (const { match, path } of matchesOf(show)) warnNeverSent(match, ids, path, warnings)
  warnOnlyOthers(show, warnings)
  warnFramedPackets(show, warnings)
  warnCues(show, warnings)
  warnParams(show, warnings)
  warnValues(show, warnings)
  warnLayers(show, warnings)
  warnRamps(show, warnings)
  warnFaderPages(show, warnings)
  warnScenes(show, warnings)
  warnFeedback(show, warnings)
  return warnings.faults()
}

/** A press of what is never let go again would last for ever. */
function warnNeverReleased(gesture: GestureDefinition, path: Path, warnings: Problems): void {
  if (!('after' in gesture) || gesture.releases !== undefined) return
  for (const [index, match] of gesture.sources.entries()) {
    if (canBeReleased(match)) continue
    const what = 'what it hears is never let go, so that a press of it has no end'
    warnings.add(
      'show/never-released',
      [...path, 'sources', index],
      what,
      () => 'name what ends it in releases',
    )
  }
}

/** Who the sources of inputs are; of an event that is not here anybody may be. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  'hid.received': ['hid:', 'gamepad:', 'virtual:'],
  'midi.received': ['midi:', 'virtual:'],
  'timecode.received': ['midi:'],
  'osc.received': ['osc:'],
  'key.received': ['keyboard:', 'virtual:'],
}

function warnNeverSent(match: EventMatch, ids: readonly Ids[], path: Path, warnings: Problems): void {
  const { event, source, where } = match
  const never = (field: Path, what: string, next: () => string): void =>
    warnings.add('show/never-sent', [...path, ...field], what, next)
  const prefixes = SOURCES[event]
  if (source !== undefined && prefixes?.some((prefix) => source.startsWith(prefix)) === false) {
    const what = `${event} never comes from ${shown(source)}`
    never(['source'], what, () => `its sources begin with ${prefixes.join(' or ')}`)
  }
  if (edgeWanted(match) === 'release' && !canBeReleased(match)) {
    never(['on'], `what this hears is never let go`, () => 'leave it out, or write any')
  }
  const impossible = impossibleFields(event, where)
  if (impossible === 'together') {
    never(['where'], `no ${event} has all of these at once`, () => 'ask for what one kind of message has')
  } else {
    for (const field of impossible?.fields ?? []) {
      const what = `no ${event} has ${shown(JSON.stringify(where[field]))} as ${field}`
      never(
        ['where', field],
        what,
        () => 'correct the name or the value; learn a control to see what it sends',
      )
    }
  }
  for (const { field, kind, names, events } of ids) {
    const wanted = where[field]
    if (typeof wanted !== 'string' || names.has(wanted) || !events.test(event)) continue
    const what = `the show has no ${kind} ${shown(wanted)}`
    never(['where', field], what, () => meant(wanted, names, `use one that the show has`))
  }
}

/** Names that a field of the engine's own events can have. */
interface Ids {
  readonly events: RegExp
  readonly field: string
  readonly kind: string
  readonly names: ReadonlySet<string>
}

function idsOf({ playlists, gestures, schedulers, cueLists, params, scenes }: ShowFile): readonly Ids[] {
  const idSet = (list: readonly { readonly id: string }[]): Set<string> => new Set(list.map(({ id }) => id))
  const schedulerIds = idSet(schedulers)
  return [
    { events: /^(?:playlist|run|standby)\./, field: 'playlistId', kind: 'playlist', names: idSet(playlists) },
    { events: /^gesture\./, field: 'gestureId', kind: 'gesture', names: idSet(gestures) },
    { events: /^(?:rule|scheduler)\./, field: 'schedulerId', kind: 'scheduler', names: schedulerIds },
    { events: /^thrown\./, field: 'destId', kind: 'scheduler', names: schedulerIds },
    {
      events: /^(?:rule|thrown)\./,
      field: 'ruleId',
      kind: 'rule',
      names: idSet(schedulers.flatMap(({ rules }) => rules)),
    },
    { events: /^(?:cue|cueList)\./, field: 'listId', kind: 'cue list', names: idSet(cueLists) },
    {
      events: /^(?:cue|cueList)\./,
      field: 'cueId',
      kind: 'cue',
      names: idSet(cueLists.flatMap(({ cues }) => cues)),
    },
    { events: /^param\./, field: 'name', kind: 'parameter', names: new Set(Object.keys(params)) },
    { events: /^scene\./, field: 'name', kind: 'scene', names: new Set(Object.keys(scenes)) },
  ]
}

/** A packet over UDP is one by itself; who writes how to tell them apart means TCP, or believes the desk gets it so. */
function warnFramedPackets({ osc }: ShowFile, warnings: Problems): void {
  for (const [name, { transport, framing }] of Object.entries(osc.targets)) {
    if (transport !== 'udp' || framing === undefined) continue
    const what = 'it does nothing over udp, where each packet stands for itself'
    const next = 'write "transport": "tcp" if the desk listens there, or leave framing out'
    warnings.add('show/no-effect', ['osc', 'targets', name, 'framing'], what, () => next)
  }
}

interface Waiting {
  /** Where it is first waited for. */
  readonly path: Path
  count: number
}

/** Own events that are waited for and that nothing in the show publishes: once for each, where it is first waited for. */
function warnOnlyOthers(show: ShowFile, warnings: Problems): void {
  const published = new Set([...publishedTypes(show)].flatMap((type) => [type, ...familiesOf(type)]))
  const unpublished = new Map<string, Waiting>()
  for (const { match, path } of matchesOf(show)) {
    const { event } = match
    if (isReservedType(event) || published.has(event)) continue
    const waiting = unpublished.get(event)
    if (waiting === undefined) unpublished.set(event, { path, count: 1 })
    else waiting.count += 1
  }
  for (const [event, { path, count }] of unpublished) {
    const more = count === 1 ? '' : `; ${count} places wait for it`
    const what = `nothing in this show publishes ${shown(event)}, only other programs can${more}`
    const type = event.replace('*', '…')
    warnings.add('show/only-others', [...path, 'event'], what, () => {
      return `let a step, a gesture or a rule publish it, unless it comes by /cuewright/event/${type} or from a client`
    })
  }
}
