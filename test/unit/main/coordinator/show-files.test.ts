import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkEdit } from '../../../../main/build/check-edit.ts'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { ShowCoordinator } from '../../../../main/coordinator/coordinator.ts'
import { loadShow } from '../../../../main/load-show.ts'
import { fileSystem } from '../../../../main/store/file-system.ts'
import { putAside } from '../../../../main/store/put-aside.ts'
import { readFile } from '../../../../main/store/read-file.ts'
import { saveFile } from '../../../../main/store/save-file.ts'
import { showFileText } from '../../../../main/store/show-text.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { failed, fault } from '../../../../shared/base/result.ts'
import type { Result } from '../../../../shared/base/result.ts'
import type { EventDraft } from '../../../../shared/model/event.ts'
import type { ShowChange } from '../../../../shared/model/show-change.ts'
import type { LoadedShow } from '../../../../shared/model/show.ts'
import { scratch } from '../../../support/scratch.ts'
import { playlistData, showData } from '../../../support/show-bytes.ts'
import { canMount, smallDisk } from '../../../support/small-disk.ts'
import { NO_JOURNALS } from '../../../support/no-journals.ts'
import { NO_VERSIONS } from '../../../support/no-versions.ts'
import { noStates } from '../../../support/no-states.ts'

const FOH = { by: { id: 'tab 1', name: 'FOH tablet' }, cause: 7 }
const two = showData({ playlists: [playlistData('a'), playlistData('b')] })

/** A coordinator of a real file. */
async function booth(content: unknown = two, folder = scratched()) {
  const path = join(folder, 'my.show.json')
  writeFileSync(path, JSON.stringify(content))
  const clock = new SimulatedClock()
  const events: EventDraft[] = []
  const taken: (readonly [LoadedShow, ShowChange])[] = []
  const watched = { path: null as string | null, known: null as string | null, changed: () => {} }
  const disk = { refuse: null as Result<void> | null }
  const coordinator = new ShowCoordinator({
    clock,
    publish: (draft) => events.push(draft),
    read: readFile,
    build: (bytes, where) => Promise.resolve(parseShow(bytes, where)),
    check: checkEdit,
    save: (target, bytes, replaced) =>
      disk.refuse === null ? saveFile(target, bytes, fileSystem, replaced) : Promise.resolve(disk.refuse),
    putAside: (target, mark, bytes) =>
      putAside(target, { mark, bytes, instead: join(folder, 'put aside') }, fileSystem),
    text: showFileText,
    watch(file, known, changed) {
      Object.assign(watched, { path: file, known, changed })
      return {
        knows: (digest) => (watched.known = digest),
        [Symbol.dispose]: () => (watched.path = null),
      }
    },
    folder,
    journals: NO_JOURNALS,
    versions: NO_VERSIONS,
    ...noStates(),
    pause: () => Promise.resolve(),
  })
  onTestFinished(() => coordinator[Symbol.asyncDispose]())
  const loaded = await loadShow(path)
  if (!loaded.ok) throw new Error(loaded.error[0]?.what)
  coordinator.begin(loaded.value, loaded.value.digest, (next, change) => taken.push([next, change]))
  const rename = (id: string, to: string) => {
    const mutation = { edit: 'change', kind: 'playlist', id, set: { name: to } }
    const { generation: seen } = coordinator.current()
    return coordinator.edit({ mutation, seen }, FOH)
  }
  const names = (): string[] => coordinator.current().show.playlists.map(({ name }) => name)
  const inFile = (file = path) => JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof showData>
  const reload = (discard = false) => {
    const answer = coordinator.reload(FOH.by, null, discard)
    clock.advanceBy(50)
    return answer
  }
  const open = (file: string, discard = false) => coordinator.open({ path: file, discard }, FOH)
  return {
    clock,
    path,
    folder,
    coordinator,
    events,
    taken,
    watched,
    disk,
    rename,
    names,
    inFile,
    reload,
    open,
  }
}

function scratched(): string {
  const folder = scratch({})
  onTestFinished(() => folder[Symbol.dispose]())
  return folder.path
}

describe('saving', () => {
  test('puts the show into its file, says so, and leaves what was done to be taken back', async () => {
    const { coordinator, rename, path, inFile, events, watched } = await booth()
    rename('a', 'Intro')
    expect(coordinator.edits()).toMatchObject({ isEdited: true, path })
    expect(await coordinator.save(FOH)).toEqual({ ok: true, value: { path, generation: 2 } })
    expect(coordinator.edits().isEdited).toBe(false)
    expect(inFile()).toMatchObject({ playlists: [{ name: 'Intro' }, { name: 'b' }] })
    expect(events.slice(-2)).toMatchObject([
      { type: 'show.persistence.requested', cause: 7, payload: { path, generation: 2, by: 'FOH tablet' } },
      { type: 'show.persistence.completed', cause: events.length - 1, payload: { generation: 2 } },
    ])
    const loaded = await loadShow(path)
    expect(loaded.ok && loaded.value.show).toEqual(coordinator.current().show)
    expect(loaded.ok && loaded.value.digest).toBe(watched.known)
    coordinator.undo(FOH)
    expect(coordinator.edits().isEdited).toBe(true)
    await coordinator.save(FOH)
    expect(inFile()).toMatchObject({ playlists: [{ name: 'a' }, { name: 'b' }] })
  })

  test('is no change from outside', async () => {
    const { coordinator, rename, reload, taken } = await booth()
    rename('a', 'Intro')
    await coordinator.save(FOH)
    const before = taken.length
    expect(await reload()).toMatchObject({ ok: true, value: { changed: false } })
    expect(taken).toHaveLength(before)
  })

  test('of several at once is done one after the other, each whole', async () => {
    const { coordinator, rename, inFile, folder } = await booth()
    rename('a', 'One')
    const first = coordinator.save(FOH)
    rename('a', 'Two')
    const second = coordinator.save(FOH)
    expect(await Promise.all([first, second])).toMatchObject([{ ok: true }, { value: { generation: 3 } }])
    expect(inFile()).toMatchObject({ playlists: [{ name: 'Two' }, {}] })
    expect(readdirSync(folder)).toEqual(['my.show.json'])
  })

  test('leaves what is edited meanwhile unsaved', async () => {
    const { coordinator, rename, inFile } = await booth()
    rename('a', 'One')
    const saved = coordinator.save(FOH)
    await Promise.resolve()
    rename('a', 'Two')
    await saved
    expect(coordinator.edits().isEdited).toBe(true)
    expect(inFile()).toMatchObject({ playlists: [{ name: 'One' }, {}] })
  })

  test('under another name makes that the file of the show', async () => {
    const { coordinator, rename, inFile, folder, watched, path } = await booth()
    rename('a', 'Intro')
    const copy = join(folder, 'copy.show.json')
    const as = (file: string, replace = false) => coordinator.saveAs({ path: file, replace }, FOH)
    expect(await as('copy.show.json')).toMatchObject({ ok: true, value: { path: copy } })
    expect(coordinator.current().path).toBe(copy)
    expect(watched.path).toBe(copy)
    expect(inFile(copy)).toMatchObject({ playlists: [{ name: 'Intro' }, {}] })
    expect(inFile()).toMatchObject({ playlists: [{ name: 'a' }, {}] })
    expect(await as(path)).toMatchObject({ error: { code: 'save/exists' } })
    expect(await as(path, true)).toMatchObject({ ok: true })
    expect(inFile()).toMatchObject({ playlists: [{ name: 'Intro' }, {}] })
  })

  test('does not take the place of what the engine keeps in the folder of its data', async () => {
    const { coordinator, folder } = await booth()
    for (const name of ['access.json', 'settings.json', 'starts.json']) {
      const answer = await coordinator.saveAs({ path: join(folder, name), replace: false }, FOH)
      expect(answer).toMatchObject({ error: { code: 'save/name' } })
    }
    expect(readdirSync(folder)).toEqual(['my.show.json'])
  })

  test('never replaces a show of a newer version', async () => {
    const { coordinator, folder } = await booth()
    const newer = JSON.stringify({ ...two, version: 99 })
    writeFileSync(join(folder, 'newer.show.json'), newer)
    expect(await coordinator.saveAs({ path: 'newer.show.json', replace: true }, FOH)).toMatchObject({
      error: { code: 'show/newer-version' },
    })
    expect(readFileSync(join(folder, 'newer.show.json'), 'utf8')).toBe(newer)
  })

  test('never replaces what is no show', async () => {
    const { coordinator, folder } = await booth()
    writeFileSync(join(folder, 'package.json'), '{"name":"tool","version":"1.0.0"}')
    const as = (path: string) => coordinator.saveAs({ path, replace: true }, FOH)
    expect(await as('package.json')).toMatchObject({ error: { code: 'save/not-a-show' } })
    expect(await as('.profile')).toMatchObject({ error: { code: 'save/name' } })
    mkdirSync(join(folder, 'folder.json'))
    expect(await as('folder.json')).toMatchObject({ error: { code: 'save/not-a-show' } })
    expect(await as(join('nowhere', 'new.json'))).toMatchObject({
      error: {
        code: 'save/failed',
        what: 'it was not saved: there is no such folder; the file is as it was',
      },
    })
    expect(await as(`${'x'.repeat(300)}.json`)).toMatchObject({
      error: { code: 'save/name', what: 'the name is too long', next: 'choose a shorter name' },
    })
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe('{"name":"tool","version":"1.0.0"}')
  })

  type Spoil = (path: string) => void
  test.each<readonly [string, Spoil, string]>([
    ['a read-only file', (path) => chmodSync(path, 0o444), 'the file is read-only'],
    [
      'a folder in its place',
      (path) => {
        rmSync(path)
        mkdirSync(path)
      },
      'what is there is no file',
    ],
  ])('to %s is refused and warned of, and the show goes on', async (_, spoil, what) => {
    const { coordinator, rename, path, names, events } = await booth()
    rename('a', 'Intro')
    spoil(path)
    const saved = await coordinator.save(FOH)
    expect(saved).toMatchObject({ ok: false, error: { code: 'save/failed', where: path } })
    expect(!saved.ok && saved.error.what).toContain(what)
    expect(coordinator.health().saving).toMatchObject({ path, fault: { code: 'save/failed' } })
    expect(events.at(-1)).toMatchObject({ type: 'show.persistence.failed', payload: { code: 'save/failed' } })
    expect(coordinator.edits().isEdited).toBe(true)
    expect(names()).toEqual(['Intro', 'b'])
    rmSync(path, { recursive: true })
    expect(await coordinator.save(FOH)).toMatchObject({ ok: true })
    expect(coordinator.health().saving).toBeNull()
    expect(existsSync(path)).toBe(true)
  })

  test.skipIf(!canMount)(
    'to a full disk leaves the old file whole, and is done when there is room',
    async () => {
      const small = smallDisk(256)
      onTestFinished(() => small[Symbol.dispose]())
      const { coordinator, rename, inFile } = await booth(two, small.path)
      rename('a', 'Intro')
      small.fill()
      expect(await coordinator.save(FOH)).toMatchObject({ error: { code: 'save/disk-full' } })
      expect(inFile()).toEqual(two)
      expect(coordinator.health().saving?.fault.code).toBe('save/disk-full')
      small.makeRoom()
      expect(await coordinator.save(FOH)).toMatchObject({ ok: true })
      expect(inFile()).toMatchObject({ playlists: [{ name: 'Intro' }, {}] })
    },
  )

  test('that the disk does not confirm counts as saved, and is said', async () => {
    const { coordinator, rename, disk, path } = await booth()
    rename('a', 'Intro')
    disk.refuse = failed(fault('save/not-durable', path, 'it may not survive', 'save again'))
    expect(await coordinator.save(FOH)).toMatchObject({ error: { code: 'save/not-durable' } })
    expect(coordinator.edits().isEdited).toBe(false)
    expect(coordinator.health().saving?.fault.code).toBe('save/not-durable')
  })

  test('keeps what its author wrote, line by line, and all of it where nothing is left of what was done', async () => {
    const { coordinator, rename, path, folder, reload } = await booth()
    const hand = `{\r\n\t"version": 1, "name": "By hand",\r\n\t"playlists": [
      { "steps": [{"type":"note.on","offset":1e3}], "id": "a", "name": "a" },
      { "id": "b", "name": "b", "steps": [] }],
      "events": {"note.on":{}}, "minimumGoTime": 300 }`
    const text = (file = path): string => readFileSync(file, 'utf8')
    writeFileSync(path, hand)
    await reload()
    rename('a', 'Intro')
    await coordinator.save(FOH)
    expect(text()).toBe(hand.replace('"name": "a"', '"name": "Intro"'))
    coordinator.undo(FOH)
    await coordinator.save(FOH)
    expect(text()).toBe(hand)
    const to = { edit: 'rename', kind: 'playlist', id: 'a', to: 'opening' }
    coordinator.edit({ mutation: to, seen: coordinator.current().generation }, FOH)
    await coordinator.saveAs({ path: 'copy.show.json', replace: false }, FOH)
    expect(text(join(folder, 'copy.show.json'))).toBe(hand.replace('"id": "a"', '"id": "opening"'))
    expect(text()).toBe(hand)
  })

  test('over a file that cannot be used, or that is gone, is of the show alone', async () => {
    const { coordinator, rename, path, reload } = await booth()
    rename('b', 'Mine')
    rmSync(path)
    expect(await coordinator.save(FOH)).toMatchObject({ ok: true })
    const text = readFileSync(path, 'utf8')
    expect(JSON.parse(text)).toMatchObject({ playlists: [{ id: 'a' }, { name: 'Mine' }] })
    rename('b', 'Yours')
    writeFileSync(path, '{ broken')
    await reload()
    coordinator.keepMine(FOH)
    expect(await coordinator.save(FOH)).toMatchObject({ ok: true })
    expect(readFileSync(path, 'utf8')).toBe(text.replace('Mine', 'Yours'))
  })

  test('of a show without a file is refused', async () => {
    const { coordinator } = await booth()
    await coordinator.empty({ discard: false }, FOH)
    expect(await coordinator.save(FOH)).toMatchObject({ error: { code: 'show/no-file' } })
    expect(coordinator.health().saving).toBeNull()
  })
})

describe('reading the file again, which is as it was', () => {
  test('loses no edits unasked, and with leave goes back to what was saved as one thing that is done', async () => {
    const { coordinator, rename, reload, names, taken, events } = await booth()
    rename('a', 'Intro')
    rename('b', 'Outro')
    expect(await reload()).toMatchObject({ error: { code: 'show/unsaved' } })
    expect(names()).toEqual(['Intro', 'Outro'])
    const count = taken.length
    expect(await reload(true)).toEqual({ ok: true, value: { changed: true, generation: 4 } })
    expect(names()).toEqual(['a', 'b'])
    expect(taken).toHaveLength(count + 1)
    expect(coordinator.edits()).toMatchObject({ isEdited: false })
    expect(events.map(({ type }) => type)).toContain('show.changed')
    coordinator.undo(FOH)
    expect(names()).toEqual(['Intro', 'Outro'])
    expect(coordinator.edits()).toMatchObject({ isEdited: true })
  })

  test('is nothing where nothing was edited', async () => {
    const { reload, taken } = await booth()
    const count = taken.length
    expect(await reload(true)).toMatchObject({ ok: true, value: { changed: false } })
    expect(taken).toHaveLength(count)
  })

  test('and a changed file, with leave, takes the place of the edits at once', async () => {
    const { coordinator, rename, reload, names, path } = await booth()
    rename('a', 'Intro')
    writeFileSync(path, JSON.stringify(showData({ playlists: [playlistData('c')] })))
    expect(await reload(true)).toMatchObject({ ok: true, value: { changed: true } })
    expect(names()).toEqual(['c'])
    expect(coordinator.edits()).toMatchObject({ isEdited: false, offered: null })
  })

  test('by the file itself leaves edits alone', async () => {
    const { clock, coordinator, rename, names, watched, events } = await booth()
    rename('a', 'Intro')
    watched.changed()
    clock.advanceBy(50)
    await expect.poll(() => events.at(-1)).toMatchObject({ payload: { state: 'unchanged' } })
    expect(names()).toEqual(['Intro', 'b'])
    expect(coordinator.edits().isEdited).toBe(true)
  })
})

describe('a show is edited where it is another than its file holds', () => {
  test('not, once all that was done since is taken back', async () => {
    const { coordinator, rename } = await booth()
    const isEdited = (): boolean => coordinator.edits().isEdited
    rename('a', 'Intro')
    expect(isEdited()).toBe(true)
    coordinator.undo(FOH)
    expect(isEdited()).toBe(false)
    coordinator.redo(FOH)
    await coordinator.save(FOH)
    rename('a', 'Opening')
    expect(isEdited()).toBe(true)
    coordinator.undo(FOH)
    expect(isEdited()).toBe(false)
    coordinator.undo(FOH)
    expect(isEdited()).toBe(true)
    rename('a', 'Intro')
    expect(isEdited()).toBe(false)
  })

  test('also by the order of its things', async () => {
    const { coordinator } = await booth()
    const mutation = { edit: 'move', kind: 'playlist', ids: ['b'], before: 'a' }
    coordinator.edit({ mutation, seen: 1 }, FOH)
    expect(coordinator.edits().isEdited).toBe(true)
    coordinator.undo(FOH)
    expect(coordinator.edits().isEdited).toBe(false)
  })

  test('and still, where what it was opened as is not what the file holds by now', async () => {
    const { coordinator, rename, path, reload } = await booth()
    rename('b', 'Mine')
    writeFileSync(path, JSON.stringify(showData({ playlists: [playlistData('a')] })))
    await reload()
    coordinator.keepMine(FOH)
    coordinator.undo(FOH)
    expect(coordinator.edits().isEdited).toBe(true)
  })
})

describe('a file that was changed outside while edits are not saved', () => {
  const outside = showData({ playlists: [playlistData('a'), playlistData('c'), playlistData('d')] })

  async function offered() {
    const all = await booth()
    all.rename('b', 'Mine')
    writeFileSync(all.path, JSON.stringify(outside))
    const answer = await all.reload()
    expect(answer).toMatchObject({ ok: false, error: { code: 'show/unsaved' } })
    return all
  }

  test('is offered with what differs, and changes nothing', async () => {
    const { coordinator, names, path, events } = await offered()
    expect(names()).toEqual(['a', 'Mine'])
    const text =
      'in the file: playlists c and d added, playlist b removed; not saved here: playlist Mine changed'
    expect(coordinator.edits().offered).toEqual({ path, text, at: expect.any(Number) as number })
    expect(events.at(-1)).toMatchObject({
      type: 'show.build.statusChanged',
      payload: { state: 'offered' },
    })
    expect(coordinator.health().offered?.path).toBe(path)
  })

  test('is taken when somebody says so, and may be taken back', async () => {
    const { coordinator, names } = await offered()
    expect(await coordinator.takeOffered(FOH)).toMatchObject({ ok: true, value: { generation: 3 } })
    expect(names()).toEqual(['a', 'c', 'd'])
    expect(coordinator.edits()).toMatchObject({ isEdited: false, offered: null })
    expect(coordinator.undo(FOH)).toMatchObject({ ok: true })
    expect(names()).toEqual(['a', 'Mine'])
    expect(await coordinator.takeOffered(FOH)).toMatchObject({ error: { code: 'show/not-offered' } })
  })

  test('that cannot be used is replaced by a save once somebody says so, and until then by none', async () => {
    const { coordinator, rename, path, reload, inFile } = await booth()
    rename('b', 'Mine')
    writeFileSync(path, '{ broken')
    await reload()
    expect(await coordinator.save(FOH)).toMatchObject({ error: { code: 'save/changed-outside' } })
    expect(coordinator.keepMine(FOH)).toMatchObject({ ok: true })
    expect(coordinator.edits().failing).not.toBe(null)
    expect(await coordinator.save(FOH)).toMatchObject({ ok: true })
    expect(inFile()).toMatchObject({ playlists: [{ id: 'a' }, { name: 'Mine' }] })
    expect(coordinator.edits().failing).toBe(null)
  })

  test('is left when somebody says so, and the next save replaces it', async () => {
    const { coordinator, names, inFile } = await offered()
    expect(await coordinator.save(FOH)).toMatchObject({ error: { code: 'save/changed-outside' } })
    expect(inFile()).toEqual(outside)
    expect(coordinator.keepMine(FOH)).toMatchObject({ ok: true })
    expect(coordinator.edits()).toMatchObject({ isEdited: true, offered: null })
    expect(await coordinator.save(FOH)).toMatchObject({ ok: true })
    expect(names()).toEqual(['a', 'Mine'])
    expect(inFile()).toMatchObject({ playlists: [{ id: 'a' }, { name: 'Mine' }] })
  })

  test('is no longer offered when it holds what it held before, or is broken', async () => {
    const { coordinator, path, reload } = await offered()
    writeFileSync(path, '{')
    expect(await reload()).toMatchObject({ ok: false })
    expect(coordinator.edits()).toMatchObject({ offered: null, failing: { path } })
    writeFileSync(path, JSON.stringify(two))
    expect(await reload()).toMatchObject({ error: { code: 'show/unsaved' } })
    expect(coordinator.edits()).toMatchObject({ offered: null, failing: null, isEdited: true })
  })

  test('is no longer offered once the show is what it holds, and then nothing is unsaved', async () => {
    const { coordinator, rename, path, reload, events } = await booth()
    rename('a', 'One')
    rename('a', 'Two')
    writeFileSync(
      path,
      JSON.stringify(showData({ playlists: [playlistData('a', { name: 'One' }), playlistData('b')] })),
    )
    expect(await reload()).toMatchObject({ error: { code: 'show/unsaved' } })
    expect(coordinator.edits().offered).not.toBe(null)
    coordinator.undo(FOH)
    expect(coordinator.edits()).toMatchObject({ offered: null, isEdited: false })
    expect(coordinator.health().offered).toBe(null)
    expect(events.filter(({ type }) => type === 'show.build.statusChanged').at(-1)).toMatchObject({
      payload: { state: 'unchanged' },
    })
    expect(await coordinator.empty({ discard: false }, FOH)).toMatchObject({ ok: true })
  })

  test('is read at last when all that was not saved is taken back', async () => {
    const { coordinator, names, taken } = await offered()
    const count = taken.length
    coordinator.undo(FOH)
    expect(names()).toEqual(['a', 'b'])
    await expect.poll(() => taken.length).toBe(count + 2)
    expect(names()).toEqual(['a', 'c', 'd'])
    expect(coordinator.edits()).toMatchObject({ offered: null, isEdited: false })
    coordinator.redo(FOH)
    expect(names()).toEqual(['a', 'c', 'd'])
  })

  test('is not written over before anybody has seen that it changed', async () => {
    const { coordinator, rename, path, inFile } = await booth()
    rename('b', 'Mine')
    writeFileSync(path, JSON.stringify(outside))
    expect(await coordinator.save(FOH)).toMatchObject({ error: { code: 'save/changed-outside' } })
    expect(inFile()).toEqual(outside)
  })

  test('that holds the very edits is taken for saved', async () => {
    const { coordinator, rename, path, reload } = await booth()
    rename('a', 'Intro')
    writeFileSync(path, JSON.stringify(coordinator.current().show, null, 1))
    expect(await reload()).toMatchObject({ ok: true, value: { changed: false } })
    expect(coordinator.edits().isEdited).toBe(false)
  })
})

describe('another show', () => {
  const other = showData({ name: 'Other', playlists: [playlistData('z')] })

  test('is opened in place of the one that runs, of which nothing is left', async () => {
    const { coordinator, folder, taken, watched, open, rename, events } = await booth()
    rename('a', 'Intro')
    await coordinator.save(FOH)
    const path = join(folder, 'other.show.json')
    writeFileSync(path, JSON.stringify(other))
    expect(await open('other.show.json')).toEqual({ ok: true, value: { path, generation: 3 } })
    const [emptied, opened] = taken.slice(-2)
    expect(emptied?.[0].show).toMatchObject({ name: 'Test', playlists: [], schedulers: [], params: {} })
    expect(opened).toMatchObject([
      { path, show: { name: 'Other' } },
      { kind: 'open', cause: 7 },
    ])
    expect(watched.path).toBe(path)
    expect(coordinator.edits()).toMatchObject({ path, isEdited: false, history: [] })
    expect(events.at(-1)).toMatchObject({ type: 'show.changed', payload: { kind: 'open', name: 'Other' } })
    expect(coordinator.undo(FOH)).toMatchObject({ error: { code: 'edit/nothing' } })
    // What was made on the show before is none of this one.
    const mutation = { edit: 'change', kind: 'playlist', id: 'z', set: { name: 'Z' } }
    expect(coordinator.edit({ mutation, seen: 2 }, FOH)).toMatchObject({ error: { code: 'edit/stale' } })
  })

  test('waits until unsaved edits are saved, or given up', async () => {
    const { coordinator, folder, open, rename } = await booth()
    writeFileSync(join(folder, 'other.json'), JSON.stringify(other))
    rename('a', 'Intro')
    const refused = { ok: false, error: { code: 'show/unsaved' } }
    expect(await open('other.json')).toMatchObject(refused)
    expect(await coordinator.empty({ discard: false }, FOH)).toMatchObject(refused)
    expect(await open('other.json', true)).toMatchObject({ ok: true })
    expect(coordinator.current().show.name).toBe('Other')
  })

  test('that is broken, gone, a folder or no show leaves the one that runs', async () => {
    const { coordinator, folder, open } = await booth()
    mkdirSync(join(folder, 'folder'))
    const secret = 'root:x:0:0:very-secret'
    writeFileSync(join(folder, 'secrets'), secret)
    writeFileSync(join(folder, 'package.json'), '{"name":"tool","version":"1.0.0","very-secret":1}')
    writeFileSync(join(folder, 'broken.json'), '{"version":1,"name":"x"')
    const codes = new Map<string, string>()
    for (const path of ['folder', 'gone.json', 'secrets', 'package.json', 'broken.json', '/dev/null']) {
      const opened = await open(path)
      if (opened.ok) throw new Error(path)
      codes.set(path, opened.error.code)
      expect(JSON.stringify(opened.error)).not.toContain('secret":')
      expect(JSON.stringify(opened.error)).not.toContain('root:')
    }
    expect([...codes]).toEqual([
      ['folder', 'show/unreadable'],
      ['gone.json', 'show/not-found'],
      ['secrets', 'show/not-a-show'],
      ['package.json', 'show/not-a-show'],
      ['broken.json', 'show/not-json'],
      ['/dev/null', 'show/unreadable'],
    ])
    expect(coordinator.current()).toMatchObject({ generation: 1 })
  })

  test('that is opened while the file is read again ends that', async () => {
    const { coordinator, path, folder, open } = await booth()
    writeFileSync(join(folder, 'other.json'), JSON.stringify(other))
    writeFileSync(path, JSON.stringify(showData({ name: 'Changed' })))
    const reloaded = coordinator.reload(FOH.by, null)
    await open('other.json')
    expect(await reloaded).toMatchObject({ ok: false, error: { code: 'show/another' } })
    expect(coordinator.current().show.name).toBe('Other')
  })

  test('of two that are opened at once the later one comes', async () => {
    const { coordinator, folder, open } = await booth()
    for (const name of ['One', 'Two'])
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(showData({ name })))
    const [one, second] = await Promise.all([open('One.json'), open('Two.json')])
    expect(one).toMatchObject({ ok: false, error: { code: 'show/another' } })
    expect(second).toMatchObject({ ok: true })
    expect(coordinator.current().show.name).toBe('Two')
  })

  test('may be one with nothing in it, to be saved as a file', async () => {
    const { coordinator, folder, watched } = await booth()
    expect(await coordinator.empty({ discard: false }, FOH)).toEqual({
      ok: true,
      value: { path: null, generation: 2 },
    })
    expect(watched.path).toBeNull()
    expect(coordinator.edits()).toMatchObject({ path: null, isEdited: false })
    const path = join(folder, 'new.show.json')
    expect(await coordinator.saveAs({ path: 'new.show.json', replace: false }, FOH)).toMatchObject({
      ok: true,
      value: { path },
    })
    expect(watched.path).toBe(path)
  })
})

test('a closed coordinator has finished what it was saving', async () => {
  const { coordinator, rename, inFile } = await booth()
  rename('a', 'Intro')
  const saved = coordinator.save(FOH)
  await coordinator[Symbol.asyncDispose]()
  expect(await saved).toMatchObject({ ok: true })
  expect(inFile()).toMatchObject({ playlists: [{ name: 'Intro' }, {}] })
})
