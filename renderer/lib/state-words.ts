// How cues and runs stand, each state by a shape and a word of its own, so that no colour has to be told from another.

/** `tone` names a colour that repeats what glyph and word say. */
export interface StateWords {
  readonly glyph: Glyph
  readonly word: string
  readonly tone: 'go' | 'warn' | 'fail' | 'soft' | 'faint' | 'plain'
}

/** Shapes, as `StateGlyph` draws them. */
export type Glyph =
  | 'standby'
  | 'running'
  | 'held'
  | 'paused'
  | 'waiting'
  | 'asking'
  | 'failed'
  | 'off'
  | 'done'
  | 'stopped'
  | 'skipped'

export type ShownState =
  | 'standby'
  | 'loaded'
  | 'running'
  | 'held'
  | 'paused'
  | 'waiting'
  | 'continuing'
  | 'asking'
  | 'failed'
  | 'disarmed'
  | 'completed'
  | 'stopped'
  | 'skipped'

export const STATE_WORDS: Readonly<Record<ShownState, StateWords>> = {
  standby: { glyph: 'standby', word: 'standby', tone: 'plain' },
  loaded: { glyph: 'standby', word: 'loaded', tone: 'plain' },
  running: { glyph: 'running', word: 'running', tone: 'go' },
  held: { glyph: 'held', word: 'held', tone: 'warn' },
  paused: { glyph: 'paused', word: 'paused', tone: 'warn' },
  waiting: { glyph: 'waiting', word: 'waiting', tone: 'warn' },
  continuing: { glyph: 'waiting', word: 'next in', tone: 'warn' },
  asking: { glyph: 'asking', word: 'asks', tone: 'warn' },
  failed: { glyph: 'failed', word: 'failed', tone: 'fail' },
  disarmed: { glyph: 'off', word: 'off', tone: 'soft' },
  completed: { glyph: 'done', word: 'done', tone: 'faint' },
  stopped: { glyph: 'stopped', word: 'stopped', tone: 'faint' },
  skipped: { glyph: 'skipped', word: 'skipped', tone: 'faint' },
}
