// What clients have open of the show, timelines and definitions: each is a stream of its own, for as long as somebody looks.
import { dispose } from '../../shared/base/disposable.ts'
import { cameBy } from '../../shared/contract/open-ways.ts'
import { isTimeline, openedBy } from '../../shared/contract/streams.ts'
import type { OpenName, StreamValues } from '../../shared/contract/streams.ts'
import { stepKeys } from '../../shared/model/mutations/edited-show.ts'
import type { EditedShow } from '../../shared/model/mutations/edited-show.ts'
import { editsOfSteps, editsOfThing, openPart } from '../../shared/model/mutations/followed.ts'
import type { Accepted, OpenSteps, OpenThing } from '../../shared/model/mutations/followed.ts'
import { holderOf, together } from '../../shared/model/mutations/mutation.ts'
import type { Generation, ThingRef } from '../../shared/model/mutations/mutation.ts'
import { presentName, renamedBy } from '../../shared/model/mutations/renamed.ts'
import { thingIn, thingsOf } from '../../shared/model/mutations/things.ts'
import type { Thing } from '../../shared/model/mutations/things.ts'
import type { Audience, Publication } from './publication.ts'

/** More are kept only while somebody looks at each. */
const KEPT = 64

/** The show that is edited, and how it came to be what it is. */
export interface OpenShow {
  edited(): EditedShow
  /** The edits from one generation to another; null where that is not known. */
  acceptedBetween(from: Generation, to: Generation): readonly Accepted[] | null
}

interface OpenPartsOptions {
  readonly show: OpenShow
  readonly audience: Pick<Audience, 'subscribers'>
  publication(stream: OpenName, build: () => StreamValues[OpenName]): Publication<OpenName>
}

type View = OpenSteps | OpenThing

interface Open {
  readonly publication: Publication<OpenName>
  /** What the view was made of; undefined where the show has no such thing. */
  of: Thing | undefined
  view: View
  /** Generation at which it was still so. */
  at: Generation
}

export class OpenParts implements Disposable {
  readonly #options: OpenPartsOptions
  readonly #open = new Map<OpenName, Open>()

  constructor(options: OpenPartsOptions) {
    this.#options = options
  }

  /** The very same for as long as the thing stays as it is. */
  value(stream: OpenName): View {
    const edited = this.#options.show.edited()
    const of = thingOf(edited, stream)
    const open = this.#open.get(stream) ?? this.#add(stream, edited, of)
    if (!isSame(stream, open.of, of)) {
      open.view = this.#next(stream, open, edited, of)
      open.of = of
    }
    open.at = edited.generation
    return open.view
  }

  publicationOf(stream: string): Publication<OpenName> | undefined {
    return this.#open.get(stream as OpenName)?.publication
  }

  /** The show is another; of what is open that is published that is, too. */
  changed(cause: number | null): void {
    this.#letGo()
    const edited = this.#options.show.edited()
    for (const [stream, open] of this.#open) {
      if (isSame(stream, open.of, thingOf(edited, stream))) open.at = edited.generation
      else open.publication.changed(cause)
    }
  }

  [Symbol.dispose](): void {
    for (const { publication } of this.#open.values()) dispose(publication)
    this.#open.clear()
  }

  #add(stream: OpenName, edited: EditedShow, of: Thing | undefined): Open {
    if (this.#open.size >= KEPT) this.#letGo()
    const publication = this.#options.publication(stream, () => this.value(stream))
    const open = { publication, of, view: viewOf(stream, edited, of), at: edited.generation }
    this.#open.set(stream, open)
    return open
  }

  #next(stream: OpenName, { view, at }: Open, edited: EditedShow, of: Thing | undefined): View {
    const next = viewOf(stream, edited, of)
    const accepted = this.#options.show.acceptedBetween(at, edited.generation)
    if (of === undefined && accepted !== null && !isTimeline(stream)) {
      const present = presentOf(openedBy(stream), accepted)
      return present === null ? next : { ...next, present }
    }
    const edits = accepted === null ? null : editsOf(stream, accepted)
    const last = edits?.at(-1)
    if (edits === null || last === undefined) return next
    const followed = { ...next, generation: last.generation }
    cameBy(view, followed, edits)
    return followed
  }

  #letGo(): void {
    for (const [stream, { publication }] of this.#open) {
      if (this.#options.audience.subscribers(stream) > 0) continue
      dispose(publication)
      this.#open.delete(stream)
    }
  }
}

function thingOf({ show }: EditedShow, stream: OpenName): Thing | undefined {
  const { kind, id, in: inside } = openedBy(stream)
  return thingIn(thingsOf(show, kind, inside), kind, id)
}

/** Of a playlist a timeline is its steps, and its definition all the rest. */
function isSame(stream: OpenName, before: Thing | undefined, after: Thing | undefined): boolean {
  if (before === after) return true
  if (before === undefined || after === undefined) return false
  if (isTimeline(stream)) return before['steps'] === after['steps']
  if (openedBy(stream).kind !== 'playlist') return false
  const [left, right] = [before, after].map((thing) => Object.entries(openPart({ kind: 'playlist' }, thing)))
  return (
    left?.length === right?.length &&
    left?.every(([field, value], place) => field === right?.[place]?.[0] && value === right[place][1]) ===
      true
  )
}

function viewOf(stream: OpenName, edited: EditedShow, of: Thing | undefined): View {
  const { generation } = edited
  const ref = openedBy(stream)
  if (!isTimeline(stream)) return { generation, definition: of === undefined ? null : openPart(ref, of) }
  const steps = (of?.['steps'] ?? []) as OpenSteps['steps']
  return { generation, steps, keys: stepKeys(edited, { id: ref.id, steps }).keys }
}

/** What a thing is called after these edits; null where that is no other name. */
function presentOf(
  { kind, id, in: inside }: ThingRef,
  accepted: readonly Accepted[],
): Required<OpenThing>['present'] | null {
  const edits = accepted.flatMap((each) => each.edits)
  if (edits.length === 0) return null
  const renamed = renamedBy(together(edits))
  const holder = holderOf(kind)
  const holderNow = holder === null || inside === undefined ? inside : presentName(renamed, holder)(inside)
  const now = presentName(renamed, kind, holderNow)(id)
  if (now === id && holderNow === inside) return null
  return { id: now, ...(holderNow === undefined ? {} : { in: holderNow }) }
}

function editsOf(stream: OpenName, accepted: readonly Accepted[]): readonly Accepted[] | null {
  const ref = openedBy(stream)
  return isTimeline(stream) ? editsOfSteps(ref.id, accepted) : editsOfThing(ref, accepted)
}
