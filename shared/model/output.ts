// The outputs of a show, as what may be muted and tried.

/** As the things of a show are called. */
export const OUTPUT_KINDS = ['target', 'midiOutput'] as const
export type OutputKind = (typeof OUTPUT_KINDS)[number]

export const OUTPUT_WORDS: Readonly<Record<OutputKind, string>> = {
  target: 'OSC target',
  midiOutput: 'MIDI output',
}

/** How far what was sent to try an output is known to have come: no further than the system, to its computer, to itself. */
export const REACHES = ['handedOver', 'acknowledged', 'answered'] as const
export type Reach = (typeof REACHES)[number]

/** An output that somebody keeps silent. */
export interface MutedOutput {
  readonly kind: OutputKind
  readonly id: string
  readonly by: string
  /** Wall milliseconds. */
  readonly since: number
  /** Messages that were not sent meanwhile. */
  readonly withheld: number
}
