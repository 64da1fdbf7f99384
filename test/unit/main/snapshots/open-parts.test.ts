import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { OpenParts } from '../../../../main/snapshots/open-parts.ts'
import type { Publication } from '../../../../main/snapshots/publication.ts'
import { caughtUp } from '../../../../shared/contract/open-ways.ts'
import type { Opened } from '../../../../shared/contract/open-ways.ts'
import { patchFrame, received, valueFrame } from '../../../../shared/contract/stream-frames.ts'
import { definitionOf, openedBy, timelineOf } from '../../../../shared/contract/streams.ts'
import type { OpenName, SentValues } from '../../../../shared/contract/streams.ts'
import type { ServerFrame } from '../../../../shared/contract/frames.ts'
import type { OpenSteps } from '../../../../shared/model/mutations/followed.ts'
import type { Mutation, ThingRef } from '../../../../shared/model/mutations/mutation.ts'
import type { ShowFile } from '../../../../shared/model/show.ts'
import { CoordinatorRig, show } from '../../../support/coordinator-rig.ts'
import { anyMutation, anyStepEdit, referringShow } from '../../../support/edited-shows.ts'
import { runs } from '../../../support/property-runs.ts'

const ASKER = { by: { id: 'foh', name: 'FOH tablet' }, cause: null }

function setUp(first: ShowFile) {
  const rig = new CoordinatorRig(first)
  const { coordinator } = rig
  const watched = new Set<string>()
  const changed: (readonly [string, number | null])[] = []
  const ended: string[] = []
  const parts = new OpenParts({
    show: coordinator,
    audience: { subscribers: (stream) => (watched.has(stream) ? 1 : 0) },
    publication: (stream) =>
      ({
        changed: (cause: number | null) => void changed.push([stream, cause]),
        [Symbol.dispose]: () => void ended.push(stream),
      }) as unknown as Publication<OpenName>,
  })
  const open = (stream: OpenName): Opened => {
    watched.add(stream)
    return parts.value(stream)
  }
  const edit = (mutation: Mutation) =>
    coordinator.edit({ mutation, seen: coordinator.current().generation }, ASKER)
  return { rig, coordinator, watched, parts, open, edit, changed, ended }
}

function setUpOne(first: ShowFile) {
  const opened = setUp(first)
  onTestFinished(() => opened.rig[Symbol.asyncDispose]())
  return opened
}

const playlist = (id: string, ...offsets: readonly number[]) => ({
  id,
  name: id,
  steps: offsets.map((offset) => ({ offset, type: 'lights.go' })),
})
const showOf = (...playlists: readonly object[]): ShowFile => show({ events: { 'lights.go': {} }, playlists })
const shift = (id: string, key: number, by: number): Mutation => ({
  ...{ edit: 'steps', playlist: id, do: 'shift' },
  keys: [[key, key]],
  by,
})
const rename = (id: string, to: string): Mutation => ({ edit: 'rename', kind: 'playlist', id, to })
const name = (id: string, text: string): Mutation => ({
  ...{ edit: 'change', kind: 'playlist', id },
  set: { name: text },
})

describe('what is open', () => {
  test('is the same for everybody until it is another', () => {
    const { parts, open, edit } = setUpOne(showOf(playlist('a', 0), playlist('b', 0)))
    const [steps, definition] = [open('timeline:a'), open('definition:playlist:a')]
    edit(shift('b', 1, 5))
    expect([parts.value('timeline:a'), parts.value('definition:playlist:a')]).toEqual([steps, definition])
    expect(parts.value('timeline:a')).toBe(steps)
    edit(shift('a', 1, 5))
    expect((parts.value('timeline:a') as OpenSteps).steps.map(({ offset }) => offset)).toEqual([5])
    expect(parts.value('definition:playlist:a')).toBe(definition)
    edit(name('a', 'First'))
    expect(parts.value('definition:playlist:a')).toMatchObject({ definition: { id: 'a', name: 'First' } })
  })

  test('of it that is published which has changed', () => {
    const { parts, open, edit, changed } = setUpOne(showOf(playlist('a', 0), playlist('b', 0)))
    for (const stream of ['timeline:a', 'timeline:b', 'definition:playlist:a'] as const) open(stream)
    edit(shift('a', 1, 7))
    parts.changed(12)
    expect(changed).toEqual([['timeline:a', 12]])
  })

  test('and not in the show has no steps and no definition, and is published once it is', () => {
    const { parts, open, edit, changed } = setUpOne(showOf())
    expect(open('timeline:a')).toEqual({ generation: 1, steps: [], keys: new Uint32Array() })
    expect(open('definition:playlist:a')).toEqual({ generation: 1, definition: null })
    edit({ edit: 'put', kind: 'playlist', id: 'a', value: playlist('a', 0) })
    parts.changed(3)
    expect(changed.map(([stream]) => stream)).toEqual(['timeline:a', 'definition:playlist:a'])
  })

  test('is let go where nobody looks any more, at a change and where more than 64 are kept', () => {
    const { parts, open, watched, ended } = setUpOne(showOf())
    open('timeline:a')
    watched.clear()
    parts.changed(null)
    expect(ended).toEqual(['timeline:a'])
    for (let count = 0; count < 64; count += 1) parts.value(`timeline:${count}`)
    expect(ended).toHaveLength(1)
    parts.value('timeline:one more')
    expect(ended).toHaveLength(65)
  })

  test.each<[OpenName, ThingRef]>([
    ['timeline:a:b/c', { kind: 'playlist', id: 'a:b/c' }],
    ['definition:rule:foyer/greet', { kind: 'rule', in: 'foyer', id: 'greet' }],
    ['definition:param:level', { kind: 'param', id: 'level' }],
  ])('%s is %j', (stream, ref) => {
    expect(openedBy(stream)).toEqual(ref)
  })
})

/** A page that has one thing open, behind a wire. */
class Page {
  readonly #stream: OpenName
  readonly #parts: OpenParts
  #sent: Opened
  value: Opened
  readonly frames: ServerFrame['kind'][] = []
  bytes = 0

  constructor(stream: OpenName, parts: OpenParts) {
    this.#stream = stream
    this.#parts = parts
    this.#sent = parts.value(stream)
    this.value = this.#take(valueFrame(stream, this.#sent)) as Opened
    this.frames.length = 0
  }

  publish(): void {
    const value = this.#parts.value(this.#stream)
    if (value === this.#sent) return
    const next = this.#take(patchFrame(this.#stream, this.#sent, value))
    if (next === null) throw new Error('the edits did not fit')
    this.value = next
    this.#sent = value
  }

  /** What a page has that reads all of it. */
  read(): Opened {
    return received(this.#stream, this.#parse(valueFrame(this.#stream, this.#parts.value(this.#stream))))
  }

  #parse(frame: ServerFrame): SentValues[OpenName] {
    return (JSON.parse(JSON.stringify(frame)) as { value: SentValues[OpenName] }).value
  }

  #take(frame: ServerFrame): Opened | null {
    this.frames.push(frame.kind)
    this.bytes = JSON.stringify(frame).length
    if (frame.kind !== 'edits') return received(this.#stream, this.#parse(frame))
    const { edits } = JSON.parse(JSON.stringify(frame)) as typeof frame
    return caughtUp(this.#stream, this.value, edits)
  }
}

describe('a page that has something open', () => {
  test('is sent an edit of one of 100,000 steps in less than 300 bytes', () => {
    const long = playlist('a', ...Array.from({ length: 100_000 }, (_, place) => place))
    const { parts, open, edit } = setUpOne(showOf(long))
    open('timeline:a')
    const page = new Page('timeline:a', parts)
    edit(shift('a', 500, 0.5))
    page.publish()
    expect(page.frames).toEqual(['edits'])
    expect(page.bytes).toBeLessThan(300)
    expect((page.value as OpenSteps).steps[499]).toEqual({ offset: 499.5, type: 'lights.go', payload: {} })
    expect(page.value).toEqual(page.read())
  })

  test('is sent all of it where something else of the show stands in the way', () => {
    const chase = { ...playlist('a', 0), steps: [{ offset: 0, type: 'lights.go' }] }
    const { parts, open, edit } = setUpOne(showOf(chase))
    open('timeline:a')
    const page = new Page('timeline:a', parts)
    edit({ edit: 'rename', kind: 'event', id: 'lights.go', to: 'lights.on' })
    page.publish()
    expect(page.frames).toEqual(['value'])
    expect((page.value as OpenSteps).steps[0]?.type).toBe('lights.on')
  })

  test('is told the other name of the list that its cue is in', () => {
    const { open, parts, edit } = setUpOne(
      show({ cueLists: [{ id: 'main', name: 'Main', cues: [{ id: 'c1', name: 'One' }] }] }),
    )
    const stream = definitionOf({ kind: 'cue', id: 'c1', in: 'main' })
    open(stream)
    edit({ edit: 'rename', kind: 'cueList', id: 'main', to: 'act' })
    expect(parts.value(stream)).toMatchObject({ definition: null, present: { id: 'c1', in: 'act' } })
  })

  test('is told the other name that it has now', () => {
    const { parts, open, edit } = setUpOne(showOf(playlist('a', 0)))
    open('definition:playlist:a')
    const page = new Page('definition:playlist:a', parts)
    edit(rename('a', 'b'))
    page.publish()
    expect(page.value).toEqual({ generation: 2, definition: null, present: { id: 'b' } })
  })

  test('is sent all of it after its file was read again or another show opened, and follows on', async () => {
    const { rig, coordinator, parts, open, edit } = setUpOne(showOf(playlist('a', 0)))
    open('timeline:a')
    const page = new Page('timeline:a', parts)
    rig.save('second', showOf(playlist('a', 50)))
    expect(await rig.asked()).toMatchObject({ ok: true })
    edit(shift('a', 1, 1))
    page.publish()
    expect((page.value as OpenSteps).steps.map(({ offset }) => offset)).toEqual([51])
    void coordinator.empty({ discard: true }, ASKER)
    edit({ edit: 'put', kind: 'event', id: 'lights.go', value: {} })
    edit({ edit: 'put', kind: 'playlist', id: 'a', value: playlist('a') })
    page.publish()
    expect(page.value).toEqual(page.read())
    edit({
      ...{ edit: 'steps', playlist: 'a', do: 'put' },
      runs: [{ before: null, steps: [{ offset: 1, type: 'lights.go', payload: {} }] }],
    })
    page.publish()
    expect(page.frames).toEqual(['value', 'value', 'edits'])
    expect(page.value).toEqual(page.read())
  })
})

const STREAMS: readonly OpenName[] = [
  ...['chase', 'dark', 'intro', 'new'].map(timelineOf),
  definitionOf({ kind: 'playlist', id: 'chase' }),
  definitionOf({ kind: 'playlist', id: 'new' }),
  definitionOf({ kind: 'gesture', id: 'tap' }),
  definitionOf({ kind: 'rule', in: 'foyer', id: 'greet' }),
  definitionOf({ kind: 'param', id: 'level' }),
  definitionOf({ kind: 'target', id: 'desk' }),
  definitionOf({ kind: 'scheduler', id: 'foyer' }),
]

describe('whatever is edited, undone and done again, and however much of it comes together', () => {
  const others = [
    { id: 'a', name: 'a' },
    { id: 'b', name: 'b' },
  ] as const
  const act = fc.oneof(
    { weight: 4, arbitrary: anyMutation },
    { weight: 8, arbitrary: anyStepEdit },
    { weight: 2, arbitrary: fc.constantFrom('undo' as const, 'redo' as const) },
  )
  const turn = fc.tuple(act, fc.constantFrom(...others), fc.boolean())

  test('a page that applies the edits has what one has that reads all of it', async () => {
    let followed = 0
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 12 }), async (turns) => {
        const { rig, coordinator, parts, open } = setUp(referringShow())
        await using _ = rig
        for (const stream of STREAMS) open(stream)
        const pages = STREAMS.map((stream) => new Page(stream, parts))
        for (const [what, by, publishes] of turns) {
          const asker = { by, cause: null }
          if (what === 'undo') coordinator.undo(asker)
          else if (what === 'redo') coordinator.redo(asker)
          else coordinator.edit({ mutation: what, seen: coordinator.current().generation }, asker)
          parts.changed(null)
          if (!publishes) continue
          for (const page of pages) {
            page.publish()
            expect(page.value).toEqual(page.read())
          }
        }
        followed += pages.flatMap(({ frames }) => frames).filter((kind) => kind === 'edits').length
      }),
      runs(200),
    )
    expect(followed).toBeGreaterThan(100)
  })
})
