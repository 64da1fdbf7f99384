import { describe, expect, test } from 'vitest'
import { failed, ok } from '../../../../shared/base/result.ts'
import { BROKEN, CoordinatorRig, GONE, PATH, show } from '../../../support/coordinator-rig.ts'
import { edited, rename } from '../../../support/renamed-show.ts'
import { playlistData } from '../../../support/show-bytes.ts'

const named = (name: string) => ({ id: name, name })
const two = show({ playlists: [playlistData('a', {}), playlistData('b', {})] })

describe('a show', () => {
  test('is handed out when it is opened, and is the current one', async () => {
    await using rig = new CoordinatorRig()
    expect(rig.taken).toEqual([[expect.objectContaining({ path: PATH }), { cause: null, kind: 'open' }]])
    expect(rig.coordinator.current()).toMatchObject({ path: PATH, generation: 1 })
  })

  test('whose file has changed is built, handed out, and published with each step’s cause', async () => {
    await using rig = new CoordinatorRig()
    rig.save('second', two)
    expect(await rig.asked('FOH')).toEqual({ ok: true, value: { changed: true, generation: 2 } })
    expect(rig.events.map(({ type, cause }) => [type, cause])).toEqual([
      ['show.reload.requested', null],
      ['show.build.requested', 1],
      ['show.build.statusChanged', 2],
      ['show.build.prepared', 2],
      ['show.build.applied', 4],
      ['show.changed', 5],
      ['show.build.statusChanged', 5],
    ])
    expect(rig.events[5]?.payload).toEqual({
      generation: 2,
      kind: 'reload',
      name: two.name,
      parts: [{ kind: 'playlists', added: 2, changed: 0, removed: 0 }],
    })
    expect(rig.events[6]?.payload).toMatchObject({
      state: 'applied',
      text: 'The show file was read again: 2 playlists added',
    })
    expect(rig.taken[1]).toEqual([
      { show: two, path: PATH },
      { cause: 4, kind: 'reload', keysOf: expect.any(Function) as unknown },
    ])
    expect(rig.coordinator.current()).toMatchObject({ show: two, generation: 2 })
  })

  test('in whose changed file a thing is called otherwise says so to the stages', async () => {
    await using rig = new CoordinatorRig(two)
    const [renamed] = edited(two, rename('playlist', 'a', 'opening'))
    rig.save('second', structuredClone(renamed))
    await rig.asked()
    expect(rig.taken.at(-1)?.[1]).toMatchObject({
      kind: 'reload',
      renamed: [{ kind: 'playlist', from: 'a', to: 'opening' }],
    })
    expect(rig.coordinator.current().show).toEqual(renamed)
  })

  test('keeps the very objects of what did not change', async () => {
    await using rig = new CoordinatorRig(two)
    const next = structuredClone(two)
    next.playlists[1]!.name = 'other'
    rig.save('second', next)
    await rig.asked()
    const { show: now } = rig.coordinator.current()
    expect(now).toEqual(next)
    expect(now.playlists[0]).toBe(two.playlists[0])
    expect(now.playlists[1]).not.toBe(two.playlists[1])
    expect(now.osc).toBe(two.osc)
  })

  test('is asked for once by many at the same time, and again by who comes later', async () => {
    await using rig = new CoordinatorRig()
    rig.save('second', two)
    const answers = Array.from({ length: 100 }, (_, index) =>
      rig.coordinator.reload(named(`client ${index}`), null),
    )
    rig.clock.advanceBy(50)
    expect(new Set(await Promise.all(answers))).toEqual(
      new Set([{ ok: true, value: { changed: true, generation: 2 } }]),
    )
    expect(rig.reads).toBe(1)
    expect(rig.types().filter((type) => type === 'show.reload.requested')).toHaveLength(1)
    expect(await rig.asked()).toEqual({ ok: true, value: { changed: false, generation: 2 } })
    expect(rig.reads).toBe(2)
  })

  test('that is in the file already is not built or handed out again', async () => {
    await using rig = new CoordinatorRig()
    expect(await rig.asked()).toEqual({ ok: true, value: { changed: false, generation: 1 } })
    expect(rig.types()).toEqual(['show.reload.requested', 'show.build.requested', 'show.build.statusChanged'])
    expect(rig.taken).toHaveLength(1)
  })

  test('that came from no file cannot be read again', async () => {
    await using rig = new CoordinatorRig()
    rig.coordinator.begin({ show: two, path: null }, null, () => undefined)
    expect(await rig.coordinator.reload(named('test'), null)).toMatchObject({
      ok: false,
      error: { code: 'show/no-file' },
    })
    expect(rig.events).toEqual([])
  })
})

describe('of two builds only the newer is applied', () => {
  test('the older is given up, and who asked for it gets the answer of the newer', async () => {
    await using rig = new CoordinatorRig()
    rig.holding = true
    rig.save('second', show({ name: 'Second' }))
    const older = rig.asked()
    await rig.turns()
    rig.save('third', show({ name: 'Third' }))
    rig.holding = false
    const newer = await rig.asked()
    expect(newer).toEqual({ ok: true, value: { changed: true, generation: 2 } })
    expect(await older).toEqual(newer)
    expect(rig.aborted).toBe(1)
    expect(
      rig.taken.map(
        ([
          {
            show: { name },
          },
        ]) => name,
      ),
    ).toEqual([expect.any(String), 'Third'])
  })

  test('the same content asked for again meanwhile waits for the build that is under way', async () => {
    await using rig = new CoordinatorRig()
    rig.holding = true
    rig.save('second', two)
    const first = rig.asked()
    await rig.turns()
    const again = rig.asked()
    await rig.turns()
    expect(rig.held).toHaveLength(1)
    rig.held[0]?.()
    expect(await first).toEqual(await again)
    expect(rig.aborted).toBe(0)
    expect(rig.taken).toHaveLength(2)
  })

  test('a file that holds again what runs ends the build of what it held meanwhile', async () => {
    await using rig = new CoordinatorRig()
    rig.holding = true
    rig.save('second', two)
    const given = rig.asked()
    await rig.turns()
    rig.file = ok('first')
    await rig.asked()
    expect(await given).toEqual({ ok: true, value: { changed: false, generation: 1 } })
    expect(rig.taken).toHaveLength(1)
  })
})

describe('a file that cannot be used', () => {
  test.each([
    ['is gone', failed(GONE), GONE, 0],
    ['is broken', ok('broken'), BROKEN, 1],
  ])('because it %s leaves the show alone and is said until it is mended', async (_, file, said, more) => {
    await using rig = new CoordinatorRig()
    rig.contents.set('broken', [BROKEN, GONE])
    rig.file = file
    expect(await rig.asked()).toEqual({ ok: false, error: said })
    expect(rig.taken).toHaveLength(1)
    expect(rig.coordinator.current().generation).toBe(1)
    expect(rig.coordinator.health()).toMatchObject({
      generation: 1,
      failing: { path: PATH, first: said, more },
    })
    const failure = rig.events.find(({ type }) => type === 'show.build.failed')
    expect(failure?.payload).toMatchObject({ build: 1, path: PATH })
    expect(rig.events.at(-1)?.payload).toHaveProperty('state', 'failing')
    expect(JSON.stringify(rig.events.at(-1)?.payload)).toContain(said.what)
    rig.save('second', two)
    await rig.asked()
    expect(rig.coordinator.health()).toEqual({
      generation: 2,
      failing: null,
      saving: null,
      notKept: null,
      versions: null,
      rescued: null,
      stateNotKept: null,
      offered: null,
    })
  })

  test('is well again when it holds what runs', async () => {
    await using rig = new CoordinatorRig()
    rig.file = failed(GONE)
    await rig.asked()
    rig.file = ok('first')
    expect(await rig.asked()).toEqual({ ok: true, value: { changed: false, generation: 1 } })
    expect(rig.coordinator.health().failing).toBeNull()
  })
})

test('a closed show answers everybody who still waits, and builds nothing more', async () => {
  const rig = new CoordinatorRig()
  rig.holding = true
  rig.save('second', two)
  const building = rig.asked()
  await rig.turns()
  const pending = rig.coordinator.reload(named('test'), null)
  await rig[Symbol.asyncDispose]()
  const closed = { ok: false, error: { code: 'show/closed' } }
  expect(await building).toMatchObject(closed)
  expect(await pending).toMatchObject(closed)
  expect(await rig.coordinator.reload(named('test'), null)).toMatchObject(closed)
  rig.clock.advanceBy(1000)
  expect(rig.reads).toBe(1)
  expect(rig.taken).toHaveLength(1)
})
