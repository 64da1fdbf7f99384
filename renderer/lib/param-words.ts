// Parameters in the operator's words: what each may be, where it stands, and who put it there.
import type { FadeView } from '../../shared/model/fade.ts'
import { initialValue } from '../../shared/model/param.ts'
import type { ParamDefinition, ParamValue, ParamView } from '../../shared/model/param.ts'
import { decimalsOf, shareOf } from './fader-scale.ts'
import type { NumberRange } from './fader-scale.ts'
import { rangeText } from './input-words.ts'
import { CLOSE_MS, leftText } from './run-left.ts'
import { formatAge, formatCount } from './time-format.ts'

/** A refusal stands beside what was taken since for so long, or a value that is right now and then would hide it. */
const REFUSED_FOR_MS = 10_000
const UNNAMED = /^(Desktop app|Edge|Opera|Firefox|Chromium|Safari|Browser) on \S+( \S+)?$/
/** More choices than these are too narrow to be told apart. */
const MOST_MARKS = 16
/** Choices that are all named in a sentence; of more the first few are. */
const MOST_NAMED = 8
const NAMED_OF_MANY = 3

/** `0 to 127 dB`, `on or off`, `one of calm, wild`. */
export function paramText(definition: ParamDefinition): string {
  switch (definition.type) {
    case 'number':
      return `${rangeText(definition) ?? ''}${unitOf(definition)}`
    case 'boolean':
      return 'on or off'
    case 'text':
      return definition.choices === undefined ? 'any text' : choicesText(definition.choices)
  }
}

/** `one of calm, wild`, `one of Look 1, Look 2, Look 3 and 37 more`. */
function choicesText(choices: readonly string[]): string {
  if (choices.length <= MOST_NAMED) return `one of ${choices.join(', ')}`
  return `one of ${choices.slice(0, NAMED_OF_MANY).join(', ')} and ${choices.length - NAMED_OF_MANY} more`
}

/** As a sentence of it goes on: `goes from 0 to 127 dB`, `is on or off`. */
export function goesText(definition: ParamDefinition): string {
  return `${definition.type === 'number' ? 'goes from' : 'is'} ${paramText(definition)}`
}

/** What it is when the show is opened: `opens at 0.25`, `opens off`, `opens empty`. */
export function openingText(definition: ParamDefinition): string {
  const value = initialValue(definition)
  if (typeof value === 'boolean' || value === '') return `opens ${valueText(definition, value)}`
  return `opens at ${value}`
}

/** What a place is for, where there is no room to say it. */
export function placeWords(definition: ParamDefinition & { readonly name: string }): string {
  return `${definition.name}: ${paramText(definition)}, ${openingText(definition)}`
}

/** With as many decimals as can be seen to move, always the same of one parameter, so that nothing jumps. */
export function valueText(definition: ParamDefinition, value: ParamValue, hasUnit = true): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'string') return value === '' ? 'empty' : value
  if (definition.type !== 'number') return String(value)
  return `${value.toFixed(decimalsOf(definition))}${hasUnit ? unitOf(definition) : ''}`
}

/** Where a number stands in its range; the bar begins at 0 where the range goes both ways. */
export interface Reach {
  readonly from: number
  readonly to: number
  readonly at: number
}

/** As shares of the whole; null for what has no range. */
export function reachOf(definition: ParamDefinition, value: ParamValue): Reach | null {
  if (definition.type !== 'number' || typeof value !== 'number') return null
  const [zero, at] = [shareOf(definition, 0), shareOf(definition, value)]
  return { from: Math.min(zero, at), to: Math.max(zero, at), at }
}

/** One mark a state that it may have, and whether that is the one; empty where there are none, or too many. */
export function marksOf(definition: ParamDefinition, value: ParamValue): readonly boolean[] {
  if (definition.type === 'boolean') return [value === true]
  if (definition.type !== 'text' || definition.choices === undefined) return []
  return definition.choices.length > MOST_MARKS ? [] : definition.choices.map((choice) => choice === value)
}

/** `fades to 0.5, 4.2 s left`; null of one that does not. */
export function fadeText(definition: ParamDefinition, { fade }: ParamView, now: number): string | null {
  if (fade === null) return null
  return `fades to ${valueText(definition, fade.to)}, ${fadeLeftText(fade, now)}`
}

/** The same where its end is marked beside it. */
export function fadeLeftText({ endsAt, heldAt }: Pick<FadeView, 'endsAt' | 'heldAt'>, now: number): string {
  const left = Math.max(0, endsAt - (heldAt ?? now))
  const text = `${leftText(left)}${left < CLOSE_MS ? ' s' : ''} left`
  return heldAt === undefined ? text : `held, ${text}`
}

/** `FOH tablet, 2 s ago`, `FOH tablet is moving it`. */
export function movedText({ moving, by, changedAt, fade }: ParamView, now: number): string {
  if (fade !== null) return `${byText(fade.by)} fades it`
  if (by === null || changedAt === null) return 'as it opened'
  return moving ? `${byText(by)} is moving it` : `${byText(by)}, ${formatAge(now - changedAt)} ago`
}

/** Who moved it, and since when, apart, where only who may be cut: `Chromium`, `2 s ago`. */
export function movedShort({ moving, by, changedAt }: ParamView, now: number): readonly [string, string] {
  if (by === null || changedAt === null) return ['', '']
  return [stationText(byText(by)), moving ? 'moves it' : `${formatAge(now - changedAt)} ago`]
}

/** What a page calls itself until somebody names it, without where it runs: `Chromium on Linux 3f2` is `Chromium 3f2`. */
function stationText(by: string): string {
  return by.replace(UNNAMED, '$1$2')
}

/** `refused 200: must be a number from 0 to 127 (Companion, 2 s ago)`, why before who, since the end may be cut; null where nothing was of late. */
export function refusedText({ refused, changedAt }: ParamView, now: number): string | null {
  if (refused === null) return null
  if (changedAt !== null && changedAt > refused.at && now - refused.at > REFUSED_FOR_MS) return null
  return `refused ${refused.value}: ${refused.what} (${byText(refused.by)}, ${formatAge(now - refused.at)} ago)`
}

function byText(by: string): string {
  if (by === 'show') return 'the show'
  return by.startsWith('rule:') ? `rule ${by.slice('rule:'.length).replace('/', ' / ')}` : by
}

/** Units of one sign, as ° and %, are as large as the number, or cannot be read. */
export const isSign = (unit: string): boolean => unit.length === 1 && !/[A-Za-z]/.test(unit)

function unitOf(definition: ParamDefinition): string {
  return definition.type !== 'number' || definition.unit === '' ? '' : ` ${definition.unit}`
}

/** Who holds it, who has yet to catch it, what it sends and what of it has not left: a few words each. */
export function boundTexts({ controls = [], outputs = [] }: ParamView): readonly string[] {
  const held = controls.filter(({ holds }) => holds).map(({ by }) => `held by ${by}`)
  const caught = controls.filter(({ holds, value }) => !holds && value !== null)
  const catching = caught.map(({ by }) => `${by} has yet to catch it`)
  const waits = outputs.filter((output) => output.waits).length
  const sent = outputs.reduce((sum, output) => sum + output.sent, 0)
  const collapsed = outputs.reduce((sum, output) => sum + output.collapsed, 0)
  const sends =
    outputs.length === 0
      ? []
      : [
          `${formatCount(sent)} sent${collapsed === 0 ? '' : `, ${formatCount(collapsed)} left out as too fast`}`,
        ]
  return [...held, ...catching, ...sends, ...(waits === 0 ? [] : [waitsText(waits, outputs.length)])]
}

export function waitsText(waits: number, outputs: number): string {
  if (outputs === 1) return 'its value has not left yet'
  return `${waits === outputs ? 'all' : waits} of ${outputs} messages have not left yet`
}

/** Where controls stand that have yet to catch the value, as shares of its range. */
export function ghostsOf(range: NumberRange, view: ParamView | null): readonly number[] {
  return (view?.controls ?? []).flatMap(({ value, holds }) =>
    value === null || holds ? [] : [shareOf(range, value)],
  )
}
