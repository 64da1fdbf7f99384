// The settings of a show, named by dotted path: all that it holds besides its things.
import { TRANSPORT_BUTTONS } from '../cue.ts'
import type { ShowFile } from '../show.ts'
import type { Thing } from './things.ts'

export const SETTINGS = [
  '$schema',
  'name',
  'notes',
  'osc.replyPort',
  'osc.latestOnly',
  'osc.aliases',
  'osc.multicast',
  'keyboard.global',
  'questions.yes',
  'questions.no',
  'minimumGoTime',
  'panic.playlist',
  'stop.playlist',
  'resume.mode',
  'resume.within',
  'resume.timeout',
  'resume.default',
  ...TRANSPORT_BUTTONS.map((button) => `transport.${button}` as const),
  'transport.cue',
  'transport.showControl',
  'layers',
  'metadata',
] as const
type Setting = (typeof SETTINGS)[number]

export function isSetting(field: string): field is Setting {
  return (SETTINGS as readonly string[]).includes(field)
}

function partsOf(setting: Setting): readonly [section: string | null, field: string] {
  const dot = setting.indexOf('.')
  return dot < 0 ? [null, setting] : [setting.slice(0, dot), setting.slice(dot + 1)]
}

export function settingOf(show: ShowFile, setting: Setting): unknown {
  const [section, field] = partsOf(setting)
  const holder = section === null ? show : (show as unknown as Thing)[section]
  return (holder as Thing)[field]
}

/** Without the setting where `value` is undefined. */
export function withSetting(show: ShowFile, setting: Setting, value: unknown): ShowFile {
  const [section, field] = partsOf(setting)
  if (section === null) return withMember(show, field, value) as unknown as ShowFile
  const holder = (show as unknown as Thing)[section] as Thing
  return { ...show, [section]: withMember(holder, field, value) }
}

export function withMember(of: Thing, field: string, value: unknown): Thing {
  if (value !== undefined) return { ...of, [field]: value }
  return Object.fromEntries(Object.entries(of).filter(([name]) => name !== field))
}
