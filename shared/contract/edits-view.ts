// What clients see of the editing of a show: what was done by whom, whether it is saved, and what its file waits for.
import type { EarlierVersion } from '../base/result.ts'

/** Who edits: `id` is of one window or program, `name` for people. */
export interface Signature {
  readonly id: string
  readonly name: string
}

export interface HistoryEntry {
  readonly id: number
  readonly label: string
  readonly by: Signature
  /** Of the last edit that it holds, or of the last time that it was taken back or done again. */
  readonly generation: number
  readonly isUndone: boolean
  /** Wall milliseconds of that. */
  readonly time: number
}

export interface EditsView {
  readonly generation: number
  /** Whether the show is another than its file holds. */
  readonly isEdited: boolean
  readonly path: string | null
  /** The newest generation that would survive a power cut. */
  readonly kept: number
  /** Why later ones would not; null where they soon will. */
  readonly notKept: { readonly what: string; readonly next: string } | null
  /** Edits of an earlier run that were in no file and are back, and when the last was made, in wall milliseconds. */
  readonly restored: { readonly edits: number; readonly at: number } | null
  /** What else was kept of an earlier run, and where it is. */
  readonly notices: readonly string[]
  /** The newest first. */
  readonly history: readonly HistoryEntry[]
  /**
   * The file was changed outside while edits were not saved, or while the engine was locked: what is different in it, in words.
   */
  readonly offered: {
    readonly path: string
    readonly text: string
    /** When the file was changed, in wall milliseconds; null where that is not known. */
    readonly at: number | null
    readonly whileLocked?: true
  } | null
  /** Why the file cannot take the place of what runs: the first thing that is wrong with it, and how many more there are. */
  readonly failing: {
    readonly path: string
    readonly where: string
    readonly what: string
    readonly next: string
    readonly more: number
    /** Somebody has decided that the next save replaces it. */
    readonly isKept: boolean
  } | null
  /** Why the file may not be saved, as far as that is known before it is tried; null where it may. */
  readonly readOnly: string | null
  /** Whether shows are saved by themselves, here. */
  readonly autosave: boolean
  /** Why the last save into the file of the show failed, which is tried again by itself. */
  readonly saving: {
    readonly path: string
    readonly code: string
    readonly what: string
    readonly next: string
  } | null
  /** The file could not be used when it was opened: what is wrong with it, and the earlier version that runs instead. */
  readonly rescued: {
    readonly path: string
    readonly what: string
    readonly instead: EarlierVersion
  } | null
  /** The file has an older form, until the show is saved: what is other here, in words. */
  readonly migrated: readonly string[] | null
}

/** Entries of the history that the stream holds; more are asked for with `show.history`. */
export const HISTORY_SHOWN = 100
