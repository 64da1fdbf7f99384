// What pages are shown of scenes: each as the show has it, and what became of the last recall of it.

/** The last recall of a scene, for as long as a parameter stands, or is on its way, where it put it. */
export interface RecalledView {
  /** On the engine's clock. */
  readonly at: number
  /** When its values are there; as `at` where they went at once, and where nothing of it is on its way any more. */
  readonly endsAt: number
  readonly by: string
  /** Parameters that it moved. */
  readonly params: number
  /** How many of them still stand, or are on their way, where it put them; the others have been moved since. */
  readonly holds: number
}

export interface SceneView {
  /** In the show, and at every address. */
  readonly name: string
  /** What people call it. */
  readonly label: string
  readonly colour: string | null
  readonly note: string
  /** How many parameters it has a value of. */
  readonly params: number
  /** Milliseconds that a recall takes where nobody says otherwise. */
  readonly over: number
  /** Controls that recall it. */
  readonly controls: number
  /** Null before the first time, and once nothing is left of it. */
  readonly recalled: RecalledView | null
}

export interface ScenesView {
  /** In the order of the show. */
  readonly scenes: readonly SceneView[]
  /** The one that was recalled last, whatever has been moved since; null before the first time. */
  readonly last: string | null
}
