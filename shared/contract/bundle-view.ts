// What clients see of a bundle before anything of it is taken, and of an imported show before it may act.
import type { Fault } from '../base/result.ts'

/** What a show would reach outside of Cuewright. */
export interface Reach {
  readonly targets: readonly { readonly name: string; readonly at: string; readonly transport: string }[]
  readonly midiOutputs: readonly { readonly name: string; readonly port: string }[]
  /** Keys that no other program gets any more. */
  readonly globalKeys: readonly string[]
}

/** In the folder here nothing has the name, something has that is the same, or something that is not. */
export type Standing = 'new' | 'same' | 'differs'

export interface BundlePreview {
  readonly show: string
  /** Of the program that wrote it. */
  readonly version: string
  readonly unsaved: boolean
  readonly bytes: number
  readonly counts: Readonly<
    Record<
      'playlists' | 'steps' | 'cueLists' | 'cues' | 'schedulers' | 'rules' | 'gestures' | 'params',
      number
    >
  >
  readonly profiles: readonly { readonly file: string; readonly name: string; readonly standing: Standing }[]
  readonly recordings: readonly {
    readonly name: string
    readonly bytes: number
    readonly standing: Standing
    /** The name that it would have here; null where it is here already. */
    readonly becomes: string | null
  }[]
  readonly reach: Reach
  readonly digest: string
  /** Where it hears OSC besides the engine's own port, and on which port it answers. */
  readonly inputs: readonly string[]
  /** What can hardly be meant in it; the first of them. */
  readonly warnings: readonly string[]
  readonly moreWarnings: number
  /** What a name for its file could be. */
  readonly suggested: string
}

export type BundleView =
  | { readonly id: string; readonly state: 'reading'; readonly bytes: number; readonly of: number | null }
  /** On the engine's clock; nothing of it is there any more after `expiresAt`. */
  | {
      readonly id: string
      readonly state: 'ready'
      readonly expiresInMs: number
      readonly preview: BundlePreview
      /** Imports that were let go of for this one. */
      readonly displaced: number
    }
  | { readonly id: string; readonly state: 'taking' }
  | { readonly id: string; readonly state: 'refused'; readonly refusal: Fault }

export interface ApprovalView {
  readonly waits: boolean
  readonly reach: Reach
  readonly digest: string
}
