// The things of one list while an edit is made of it: each is found, replaced, taken out and put in.
import { idsOf, inserted, nextOf, replaced, thingIn, without } from './things.ts'
import type { Thing, Things } from './things.ts'
import type { ThingKind } from './mutation.ts'

export interface OpenThings {
  readonly kind: ThingKind
  readonly inside: string | undefined
  /** Whether `things` are others than at first. */
  readonly changed: boolean
  readonly size: number
  get(id: string): Thing | undefined
  /** The one that comes after it; null where it is the last. */
  nextOf(id: string): string | null
  replace(id: string, thing: Thing): void
  remove(id: string): void
  /** At the end where `before` is null. */
  insert(id: string, thing: Thing, before: string | null): void
  things(): Things
}

/** For one edit, and for things that lie by name, whose order is that of an object. */
class PlainThings implements OpenThings {
  readonly kind: ThingKind
  readonly inside: string | undefined
  readonly #first: Things
  #things: Things

  constructor(kind: ThingKind, inside: string | undefined, things: Things) {
    this.kind = kind
    this.inside = inside
    this.#first = this.#things = things
  }

  get changed(): boolean {
    return this.#things !== this.#first
  }

  get size(): number {
    return idsOf(this.#things, this.kind).length
  }

  get(id: string): Thing | undefined {
    return thingIn(this.#things, this.kind, id)
  }

  nextOf(id: string): string | null {
    return nextOf(this.#things, this.kind, id)
  }

  replace(id: string, thing: Thing): void {
    this.#things = replaced(this.#things, this.kind, id, thing)
  }

  remove(id: string): void {
    this.#things = without(this.#things, this.kind, new Set([id]))
  }

  insert(id: string, thing: Thing, before: string | null): void {
    this.#things = inserted(this.#things, this.kind, [[id, thing]], before)
  }

  things(): Things {
    return this.#things
  }
}

interface Link {
  readonly id: string
  thing: Thing
  before: Link | null
  after: Link | null
}

/** For thousands of edits one after the other, of which none looks at the other things of the list. */
class LinkedThings implements OpenThings {
  readonly kind: ThingKind
  readonly inside: string | undefined
  readonly #links = new Map<string, Link>()
  #first: Link | null = null
  #last: Link | null = null
  changed = false

  constructor(kind: ThingKind, inside: string | undefined, things: readonly Thing[], ids: readonly string[]) {
    this.kind = kind
    this.inside = inside
    for (const [index, thing] of things.entries()) this.#add(ids[index] as string, thing, null)
  }

  get size(): number {
    return this.#links.size
  }

  get(id: string): Thing | undefined {
    return this.#links.get(id)?.thing
  }

  nextOf(id: string): string | null {
    return this.#links.get(id)?.after?.id ?? null
  }

  replace(id: string, thing: Thing): void {
    const link = this.#links.get(id)
    if (link === undefined) return
    link.thing = thing
    this.changed = true
  }

  remove(id: string): void {
    const link = this.#links.get(id)
    if (link === undefined) return
    const { before, after } = link
    if (before === null) this.#first = after
    else before.after = after
    if (after === null) this.#last = before
    else after.before = before
    this.#links.delete(id)
    this.changed = true
  }

  insert(id: string, thing: Thing, before: string | null): void {
    this.#add(id, thing, before === null ? null : (this.#links.get(before) ?? null))
    this.changed = true
  }

  things(): readonly Thing[] {
    const things: Thing[] = []
    for (let link = this.#first; link !== null; link = link.after) things.push(link.thing)
    return things
  }

  #add(id: string, thing: Thing, after: Link | null): void {
    const before = after === null ? this.#last : after.before
    const link = { id, thing, before, after }
    if (before === null) this.#first = link
    else before.after = link
    if (after === null) this.#last = link
    else after.before = link
    this.#links.set(id, link)
  }
}

/** `isOneOfMany` where further edits of the same list are to come. */
export function opened(
  kind: ThingKind,
  inside: string | undefined,
  things: Things,
  isOneOfMany: boolean,
): OpenThings {
  if (!isOneOfMany || !Array.isArray(things)) return new PlainThings(kind, inside, things)
  return new LinkedThings(kind, inside, things as readonly Thing[], idsOf(things, kind))
}
