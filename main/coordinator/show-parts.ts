// The parts of a show as they are compared: kinds of things, settings, texts.

export const LISTS = ['playlists', 'cueLists', 'gestures', 'schedulers', 'pages'] as const
export const RECORDS = ['params', 'scenes', 'events'] as const
/** Kept whole or taken whole. */
export const SETTINGS = [
  'osc',
  'midi',
  'keyboard',
  'questions',
  'panic',
  'stop',
  'resume',
  'transport',
  'layers',
  'metadata',
] as const
export const TEXTS = ['name', 'notes', 'minimumGoTime'] as const
