// What a bundle holds and what becomes of it, in words.
import type { BundlePreview, Reach } from '../../shared/contract/bundle-view.ts'
import { formatBytes, formatCount } from './time-format.ts'

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** `3 playlists with 120 steps, 2 rules, 1 gesture`; what there is none of is left out. */
export function countsText({ playlists, steps, cueLists, cues, ...others }: BundlePreview['counts']): string {
  const { rules, gestures, params } = others
  const parts = [
    cueLists === 0
      ? ''
      : `${counted(cueLists, 'cue list', 'cue lists')} with ${counted(cues, 'cue', 'cues')}`,
    playlists === 0
      ? ''
      : `${counted(playlists, 'playlist', 'playlists')} with ${counted(steps, 'step', 'steps')}`,
    rules === 0 ? '' : counted(rules, 'rule', 'rules'),
    gestures === 0 ? '' : counted(gestures, 'gesture', 'gestures'),
    params === 0 ? '' : counted(params, 'parameter', 'parameters'),
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'Nothing in it yet' : parts.join(', ')
}

export function recordingText({
  name,
  bytes,
  standing,
  becomes,
}: BundlePreview['recordings'][number]): string {
  if (standing === 'same') return `${name}: is here already`
  const size = formatBytes(bytes)
  return becomes === null || becomes === name ? `${name} (${size})` : `${name} (${size}), here as ${becomes}`
}

export function profileText({ file, name, standing }: BundlePreview['profiles'][number]): string {
  const words = { new: 'new here', same: 'is here already', differs: 'is another than the one here' }
  return `${name} (${file}): ${words[standing]}`
}

/** One line for each place, port and key. */
export function reachLines({
  targets,
  midiOutputs,
  globalKeys,
}: Reach): readonly { what: string; at: string }[] {
  return [
    ...targets.map(({ name, at, transport }) => ({ what: `OSC to ${name}`, at: `${at} (${transport})` })),
    ...midiOutputs.map(({ name, port }) => ({ what: `MIDI to ${name}`, at: port })),
    ...globalKeys.map((key) => ({ what: 'Key taken from other programs', at: key })),
  ]
}
