// The timelines that clients have open: each is a stream of its own, for as long as somebody looks.
import { dispose } from '../../shared/base/disposable.ts'
import type { TimelineName, TimelineView } from '../../shared/contract/streams.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { Audience, Publication } from './publication.ts'
import { TimelineViews } from './show-view.ts'
import type { NumberedShow, OscPlaces } from './show-view.ts'

const NO_STEPS: TimelineView = { steps: [] }
/** More are kept only while somebody looks at each. */
const KEPT = 64

interface OpenTimelinesOptions {
  readonly show: () => NumberedShow
  readonly osc: () => OscPlaces
  readonly audience: Pick<Audience, 'subscribers'>
  publication(stream: TimelineName, build: () => TimelineView): Publication<TimelineName>
}

interface Open {
  readonly publication: Publication<TimelineName>
  /** What the view was made of. */
  of: PlaylistDefinition | null
  targets: OscPlaces['targets']
  view: TimelineView
}

export class OpenTimelines implements Disposable {
  readonly #options: OpenTimelinesOptions
  readonly #views = new TimelineViews()
  readonly #open = new Map<TimelineName, Open>()

  constructor(options: OpenTimelinesOptions) {
    this.#options = options
  }

  /** The very same for as long as the playlist stays as it is. */
  value(stream: TimelineName): TimelineView {
    const osc = this.#options.osc()
    const of = this.#playlistOf(stream)
    const open = this.#open.get(stream) ?? this.#add(stream, osc)
    if (open.of !== of || open.targets !== osc.targets) {
      open.of = of
      open.targets = osc.targets
      open.view = of === null ? NO_STEPS : this.#views.of(of, osc)
    }
    return open.view
  }

  publicationOf(stream: string): Publication<TimelineName> | undefined {
    return this.#open.get(stream as TimelineName)?.publication
  }

  /** The show is another; of its timelines those are published that are, too. */
  changed(cause: number | null): void {
    this.#letGo()
    const { targets } = this.#options.osc()
    for (const [stream, { publication, ...open }] of this.#open) {
      if (open.of !== this.#playlistOf(stream) || open.targets !== targets) publication.changed(cause)
    }
  }

  [Symbol.dispose](): void {
    for (const { publication } of this.#open.values()) dispose(publication)
    this.#open.clear()
  }

  #playlistOf(stream: TimelineName): PlaylistDefinition | null {
    const id = stream.slice(stream.indexOf(':') + 1)
    return this.#options.show().show.playlists.find((playlist) => playlist.id === id) ?? null
  }

  #add(stream: TimelineName, { targets }: OscPlaces): Open {
    if (this.#open.size >= KEPT) this.#letGo()
    const publication = this.#options.publication(stream, () => this.value(stream))
    const open: Open = { publication, of: null, targets, view: NO_STEPS }
    this.#open.set(stream, open)
    return open
  }

  #letGo(): void {
    for (const [stream, { publication }] of this.#open) {
      if (this.#options.audience.subscribers(stream) > 0) continue
      dispose(publication)
      this.#open.delete(stream)
    }
  }
}
