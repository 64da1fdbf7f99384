// By what warnings of things of the show are known, under the names that these have.
import type { WarningAbout } from '../../shared/model/payload/health.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import type { Renamed } from '../../shared/model/mutations/renamed.ts'

const TROUBLES = {
  target: ['failing', 'dropping', 'muted'],
  midiOutput: ['closed', 'dropping', 'muted'],
  rule: ['failing', 'late', 'limited'],
} as const

export function targetWarning(target: string, trouble: (typeof TROUBLES.target)[number]): string {
  return `osc.target.${target}.${trouble}`
}

export function midiOutputWarning(output: string, trouble: (typeof TROUBLES.midiOutput)[number]): string {
  return `midi.output.${output}.${trouble}`
}

export function ruleWarning(
  schedulerId: string,
  ruleId: string,
  trouble: (typeof TROUBLES.rule)[number],
): string {
  return `rule.${schedulerId}/${ruleId}.${trouble}`
}

export function playlistFailed(playlistId: string): string {
  return `playlist.${playlistId}.failed`
}

export function cueFailed(listId: string, cueId: string): string {
  return `cue.${listId}/${cueId}.failed`
}

/** By who it was that used something up, such as `playlist:chase`. */
export function quotaUsedUpOf(source: string, resource: string): string {
  return `resource.${source}.${resource}`
}

export function startsRefusedOf(playlistId: string): string {
  return `resource.playlist:${playlistId}.runs`
}

export function thrownCrowdedAt(schedulerId: string): string {
  return `thrown.${schedulerId}.crowded`
}

/** What the warning of an id is known by, after things were renamed. */
export function presentWarning(renamed: readonly Renamed[]): (id: string) => string {
  const present = new Map<string, string>()
  for (const one of renamed) for (const [before, now] of idsOf(one)) present.set(before, now)
  const scheduler = presentName(renamed, 'scheduler')
  const formerSchedulers = new Map(
    renamed.flatMap(({ kind, from, to }) => (kind === 'scheduler' ? [[to, from]] : [])),
  )
  const list = presentName(renamed, 'cueList')
  const formerLists = new Map(
    renamed.flatMap(({ kind, from, to }) => (kind === 'cueList' ? [[to, from]] : [])),
  )
  for (const { kind, in: inside = '', from, to } of renamed) {
    if (kind === 'cue') present.set(cueFailed(formerLists.get(inside) ?? inside, from), cueFailed(inside, to))
    if (kind !== 'rule') continue
    const former = formerSchedulers.get(inside) ?? inside
    for (const trouble of TROUBLES.rule)
      present.set(ruleWarning(former, from, trouble), ruleWarning(inside, to, trouble))
  }
  return (id) => {
    const known = present.get(id)
    if (known !== undefined) return known
    const [, kind, holder = '', rest = ''] = /^(rule|cue)\.([^/]+)(\/.+)$/.exec(id) ?? []
    return rest === '' ? id : `${kind}.${kind === 'rule' ? scheduler(holder) : list(holder)}${rest}`
  }
}

/** What a warning is about, under the name that it has now. */
export function presentAbout(
  renamed: readonly Renamed[],
): (about: WarningAbout | undefined) => WarningAbout | undefined {
  return (about) => {
    if (about === undefined || about.kind === 'device') return about
    const { kind, id, in: inside } = about
    if (inside === undefined) return { kind, id: presentName(renamed, kind)(id) }
    const holder = presentName(renamed, kind === 'cue' ? 'cueList' : 'scheduler')(inside)
    return { kind, id: presentName(renamed, kind, holder)(id), in: holder }
  }
}

function idsOf({ kind, from, to }: Renamed): readonly (readonly [before: string, now: string])[] {
  switch (kind) {
    case 'target':
      return TROUBLES.target.map((trouble) => [targetWarning(from, trouble), targetWarning(to, trouble)])
    case 'midiOutput':
      return TROUBLES.midiOutput.map((trouble) => [
        midiOutputWarning(from, trouble),
        midiOutputWarning(to, trouble),
      ])
    case 'playlist':
      return [playlistFailed, startsRefusedOf].map((idOf) => [idOf(from), idOf(to)])
    case 'scheduler':
      return [[thrownCrowdedAt(from), thrownCrowdedAt(to)]]
    default:
      return []
  }
}
