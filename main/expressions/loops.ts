// The macros that go through a list or the names of an object's fields.
import type { ASTNode } from '@marcbachmann/cel-js'
import type { Meter } from './meter.ts'
import { Refusal } from './refusal.ts'
import { attempt, textOf, truth } from './truth.ts'
import type { Evaluate, Frame } from './truth.ts'
import { isList, isObject, kindOf } from './values.ts'

export const LOOPS = ['all', 'exists', 'exists_one', 'filter', 'map'] as const
export type Loop = (typeof LOOPS)[number]

interface Body {
  readonly node: ASTNode
  readonly work: Evaluate
}

interface Course {
  /** What is gone through. */
  readonly list: Evaluate
  readonly listNode: ASTNode
  /** Place of its entry in the frame. */
  readonly depth: number
  /** Work that one round costs. */
  readonly effort: number
  readonly bodies: readonly [Body, ...Body[]]
}

function entriesOf(value: unknown, node: ASTNode, meter: Meter): readonly unknown[] {
  if (isList(value)) return value
  if (isObject(value)) {
    const names = Object.keys(value)
    meter.spend(names.length)
    return names
  }
  const what = () => `${textOf(node)} is ${kindOf(value)} where a list is needed`
  throw new Refusal(node.start, what, 'check what the fields hold')
}

function* rounds({ list, listNode, depth, effort }: Course, frame: Frame): Generator {
  for (const entry of entriesOf(list(frame), listNode, frame.meter)) {
    frame.meter.spend(effort)
    frame.entries[depth] = entry
    yield entry
  }
}

/** `all` and `exists`: one entry alone may decide, even where others fail. */
function quantifier(course: Course, decisive: boolean): Evaluate {
  const [{ work, node }] = course.bodies
  return (frame) => {
    let failure: Refusal | null = null
    for (const _ of rounds(course, frame)) {
      const found = attempt(work, frame, node)
      if (found === decisive) return decisive
      if (found instanceof Refusal) failure ??= found
    }
    if (failure !== null) throw failure
    return !decisive
  }
}

function existsOne(course: Course): Evaluate {
  const [{ work, node }] = course.bodies
  return (frame) => {
    let found = 0
    for (const _ of rounds(course, frame)) found += Number(truth(work(frame), node))
    return found === 1
  }
}

function filter(course: Course): Evaluate {
  const [{ work, node }] = course.bodies
  return (frame) => {
    const kept: unknown[] = []
    for (const entry of rounds(course, frame)) if (truth(work(frame), node)) kept.push(entry)
    return kept
  }
}

/** Of two bodies the first says which entries are kept. */
function map(course: Course): Evaluate {
  const [first, second] = course.bodies
  return (frame) => {
    const made: unknown[] = []
    for (const _ of rounds(course, frame)) {
      if (second === undefined) made.push(first.work(frame))
      else if (truth(first.work(frame), first.node)) made.push(second.work(frame))
    }
    return made
  }
}

export const LOOP_KINDS: Readonly<Record<Loop, (course: Course) => Evaluate>> = {
  all: (course) => quantifier(course, false),
  exists: (course) => quantifier(course, true),
  exists_one: existsOne,
  filter,
  map,
}
