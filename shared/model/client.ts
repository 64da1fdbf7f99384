// Who asks something of the engine: made at the door that they come in by, and known by one id for as long as they stay.
import { cleanLine } from './clean-line.ts'

/** The way in. */
export type ClientWay =
  | 'window'
  | 'web'
  | 'rest'
  | 'osc'
  /** A key, pad or other control of the show. */
  | 'control'
  | 'rule'
  | 'cue'
  | 'playlist'
  | 'replay'
  | 'rehearsal'

/** What somebody may do; each may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'editor'] as const
export type Role = (typeof ROLES)[number]
/** What people call each of them, and write in settings. */
export const ROLE_WORDS = { viewer: 'view', operator: 'operate', editor: 'edit' } as const satisfies Record<
  Role,
  string
>

/** Whether who has one may do what needs the other. */
export const reaches = (had: Role, needed: Role): boolean => ROLES.indexOf(had) >= ROLES.indexOf(needed)

/** Pages that may do less than others: a remote acts only once it has shown the PIN, and the clock for performers never. */
export const LESSER_PAGES = ['remote', 'countdown'] as const
export type LesserPage = (typeof LESSER_PAGES)[number]

export interface Client {
  /** Of one window, tab, program or control; what it holds, learns and has edited is its own by this. */
  readonly id: string
  /** For people: `FOH tablet`, `OSC 192.168.1.20`. Two may have the same. */
  readonly name: string
  readonly way: ClientWay
  /** Source of what is published in its name: `web:FOH tablet`, `osc:main`. */
  readonly source: string
  /** On the network; null where it is part of this program. */
  readonly address: string | null
  /** What a page says that it is, where that lets it do less. */
  readonly page?: LesserPage
}

/** One that is connected. */
export interface Person extends Client {
  /** When it came, on the engine's clock. */
  readonly since: number
  /** What it asked to be done last; null before. */
  readonly asked: { readonly command: string; readonly at: number } | null
}

const LONGEST_NAME = 40

/** A name as it may be shown anywhere; null where nothing is left of it. */
export const cleanName = (given: string): string | null => cleanLine(given, LONGEST_NAME)
