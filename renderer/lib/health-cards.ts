// The cards of Health: one for each device, target and output, and one for each other thing that is wrong; what is in trouble first.
import type {
  DeviceHealth,
  FeedbackHealth,
  HealthReport,
  MidiOutputHealth,
  OscTargetHealth,
} from '../../shared/model/health.ts'
import type { MutedOutput, OutputKind } from '../../shared/model/output.ts'
import type { HealthWarning, WarningAbout } from '../../shared/model/payload/health.ts'
import { FAMILY_NAMES, STATE_TONES, STATE_WORDS } from './input-words.ts'
import { capital, nameIn, withoutCode } from './plain-words.ts'
import { formatCount } from './time-format.ts'
import { PARAMS_CARD, RULES_CARD, grouped, keyOfAbout } from './warning-groups.ts'
import type { WarningGroup } from './warning-groups.ts'
import { isTrouble, worstFirst } from './worst.ts'

type CardTone = 'fail' | 'warn' | 'go' | 'soft'

export interface HealthCard {
  readonly key: string
  readonly title: string
  /** What it is: `OSC target`, `USB controller`. */
  readonly kind: string
  /** Where it is reached, or by which name events come from it. */
  readonly detail: string
  readonly tone: CardTone
  /** How it is, in a few words. */
  readonly state: string
  /** `1,204 sent`, `58 dropped`. */
  readonly figures: readonly string[]
  readonly warnings: WarningGroup['warnings']
  /** What can be muted and tried; null where nothing is sent there. */
  readonly output: { readonly kind: OutputKind; readonly id: string } | null
  readonly muted: MutedOutput | null
  /** What can be opened; null where there is nothing. */
  readonly about: WarningAbout | null
}

/** Always there, and of no interest unless something is wrong with them. */
const BUILT_IN: ReadonlySet<DeviceHealth['family']> = new Set(['keyboard', 'virtual', 'replay'])

const TARGET_STATES: Readonly<Record<OscTargetHealth['state'], readonly [string, CardTone]>> = {
  open: ['works', 'go'],
  idle: ['nothing sent yet', 'soft'],
  failing: ['does not answer', 'fail'],
}
const OUTPUT_STATES: Readonly<Record<MidiOutputHealth['state'], readonly [string, CardTone]>> = {
  open: ['works', 'go'],
  missing: ['not there', 'fail'],
  off: ['no MIDI here', 'soft'],
}

export function healthCards(report: HealthReport): readonly HealthCard[] {
  const groups = new Map(grouped(worstFirst(report.warnings)).map((group) => [group.key, group]))
  const take = (key: string): WarningGroup['warnings'] => {
    const warnings = groups.get(key)?.warnings ?? []
    groups.delete(key)
    return warnings
  }
  const mutedOf = (kind: OutputKind, id: string): MutedOutput | null =>
    report.muted.find((muted) => muted.kind === kind && muted.id === id) ?? null
  const inputs = new Map(report.devices.map((device) => [device.device, device]))
  const cards = [
    ...report.osc.targets.map((target) => {
      const shown = report.feedback.find(({ kind, id }) => kind === 'peer' && target.target === `peer:${id}`)
      return withFeedback(targetCard(target, take, mutedOf), shown)
    }),
    ...report.midi.outputs.map((output) => {
      // One device that both sends and is sent to is one thing to look at.
      const device = report.devices.find(({ family, name }) => family === 'midi' && name === output.port)
      if (device !== undefined) inputs.delete(device.device)
      const shown = report.feedback.find(({ kind, id }) => kind === 'midiOutput' && id === output.output)
      return withFeedback(outputCard(output, device ?? null, take, mutedOf), shown)
    }),
    ...[...inputs.values()].map((device) => deviceCard(device, take)),
  ].filter(({ warnings, kind }) => warnings.length > 0 || kind !== '')
  return inOrder([...cards, ...[...groups.values()].map(otherCard)])
}

type Take = (key: string) => WarningGroup['warnings']
type MutedOf = (kind: OutputKind, id: string) => MutedOutput | null

function targetCard(target: OscTargetHealth, take: Take, mutedOf: MutedOf): HealthCard {
  const about = { kind: 'target', id: target.target } as const
  const [state, tone] = TARGET_STATES[target.state]
  const { sent, acknowledged, queued, dropped, collapsed, failed } = target
  return withMute({
    ...{ key: keyOfAbout(about), title: target.target, kind: 'OSC target', tone, state },
    detail: `${target.address} ${target.transport.toUpperCase()}`,
    figures: [
      `${formatCount(sent)} sent`,
      ...(acknowledged === null ? [] : [`${formatCount(acknowledged)} acknowledged`]),
      ...counted({ waiting: queued, dropped, 'left out': collapsed, failed }),
    ],
    ...{ warnings: take(keyOfAbout(about)), output: about, muted: mutedOf('target', target.target), about },
  })
}

function outputCard(
  output: MidiOutputHealth,
  device: DeviceHealth | null,
  take: Take,
  mutedOf: MutedOf,
): HealthCard {
  const about = { kind: 'midiOutput', id: output.output } as const
  const [state, tone] = OUTPUT_STATES[output.state]
  const { queued, dropped, collapsed, failed } = output
  const ofDevice = device === null ? [] : take(keyOfAbout({ kind: 'device', id: device.device }))
  return withMute({
    ...{ key: keyOfAbout(about), title: output.output, detail: output.port, tone, state },
    kind: device === null ? 'MIDI output' : 'MIDI output and input',
    figures: [
      `${formatCount(output.sent)} sent`,
      ...counted({ waiting: queued, dropped, 'left out': collapsed, failed }),
      ...(device === null ? [] : [`${formatCount(device.received)} received`]),
    ],
    warnings: worstFirst([...take(keyOfAbout(about)), ...ofDevice]),
    ...{ output: about, muted: mutedOf('midiOutput', output.output), about },
  })
}

function deviceCard(device: DeviceHealth, take: Take): HealthCard {
  const about = { kind: 'device', id: device.device } as const
  return {
    ...{ key: keyOfAbout(about), title: device.name, detail: device.device },
    kind: BUILT_IN.has(device.family) || device.state === 'off' ? '' : FAMILY_NAMES[device.family],
    tone: STATE_TONES[device.state],
    state: STATE_WORDS[device.state],
    figures: [
      ...(device.received === 0 ? [] : [`${formatCount(device.received)} received`]),
      ...counted({
        refused: device.rejected,
        'pictures shown': device.display?.shown ?? 0,
        'pictures failed': device.display?.failed ?? 0,
      }),
    ],
    ...{ warnings: take(keyOfAbout(about)), output: null, muted: null, about },
  }
}

function otherCard({ key, where, about, warnings }: WarningGroup): HealthCard {
  return {
    ...{ key, title: capital(nameIn(where)), detail: '' },
    kind: about === null || key === RULES_CARD || key === PARAMS_CARD ? '' : KINDS[about.kind],
    ...{ tone: warnings.some(isTrouble) ? 'fail' : 'warn', state: '', figures: [] },
    ...{ warnings, output: null, muted: null, about },
  }
}

const KINDS: Readonly<Record<WarningAbout['kind'], string>> = {
  device: 'Controller',
  target: 'OSC target',
  midiOutput: 'MIDI output',
  rule: 'Rule',
  scheduler: 'Scheduler',
  playlist: 'Playlist',
  cue: 'Cue',
  param: 'Parameter',
}

/** What it shows of the show, where it shows anything. */
function withFeedback(card: HealthCard, shown: FeedbackHealth | undefined): HealthCard {
  if (shown === undefined) return card
  const { waits, collapsed, echoes } = shown
  const figures = counted({ 'lights to be sent': waits, 'lights left out': collapsed, echoes })
  return { ...card, figures: [...card.figures, ...figures] }
}

function withMute(card: HealthCard): HealthCard {
  return card.muted === null ? card : { ...card, tone: 'warn', state: 'muted' }
}

/** Only what there is. */
function counted(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).flatMap(([what, count]) =>
    count === 0 ? [] : [`${formatCount(count)} ${what}`],
  )
}

const TONES: readonly CardTone[] = ['fail', 'warn', 'go', 'soft']

/** By the worst that is wrong with each; of those with which nothing is, what works before what is idle. */
function inOrder(cards: readonly HealthCard[]): readonly HealthCard[] {
  const worst = cards.flatMap(({ key, warnings }) => {
    const [first] = warnings
    return first === undefined ? [] : [{ ...first, key }]
  })
  const troubled = worstFirst(worst).map(({ key }) => key)
  const rank = ({ key, tone }: HealthCard): number => {
    const place = troubled.indexOf(key)
    return place >= 0 ? place : troubled.length + TONES.indexOf(tone)
  }
  return [...cards].sort((a, b) => rank(a) - rank(b))
}

/** What a warning says, without the system's codes, and these apart; in a card of several things with what it is about. */
export function plainWarning(
  { key }: Pick<HealthCard, 'key'>,
  { what, where }: Pick<HealthWarning, 'what' | 'where'>,
): { readonly what: string; readonly code: string | null } {
  const { words, code } = withoutCode(what)
  const isOfSeveral = (key === RULES_CARD || key === PARAMS_CARD) && where !== key
  return { what: isOfSeveral ? `${nameIn(where)}: ${words}` : words, code }
}
