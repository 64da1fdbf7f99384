import { describe, expect, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { BUNDLE_LIMITS } from '../../../../shared/model/bundle.ts'
import { IMPORT_LIMITS } from '../../../../main/bundle/bundles.ts'
import { stagingIn } from '../../../../main/bundle/staging.ts'
import { FOLDERS, PROFILE, below, bundleRig, showText } from '../../../support/bundle-rig.ts'
import { HOSTILE } from '../../../support/hostile-archives.ts'
import { SimulatedDisk } from '../../../support/simulated-disk.ts'

const SHOW = `{
  "version": 1,
  "name": "Away", "osc": { "targets": { "desk": { "host": "10.0.0.5", "port": 9000 } } },
  "keyboard": { "global": ["F13"] },\r
  "metadata": { "pad": "hid:1209:0002:1" } }
`
const MB = 1024 * 1024
const TAKE = { replace: false, discard: false, profiles: 'mine' as const }

/** A bundle as another engine would have written it. */
async function bundleFrom(files: Readonly<Record<string, string>> = {}, show = SHOW): Promise<Buffer> {
  using clock = new SimulatedClock()
  const { bundles, disk } = await bundleRig({ clock, files, show })
  const exported = await bundles.export({ path: '/shows/away.cuewright', replace: false, recordings: 'all' })
  if (!exported.ok) throw new Error(exported.error.what)
  return disk.files.get('/shows/away.cuewright') as Buffer
}

const THEIRS = {
  '/data/recordings/take.jsonl': '{"theirs":1}\n',
  '/data/recordings/same.jsonl': '{"same":1}\n',
  '/data/profiles/pad.json': PROFILE,
  '/data/profiles/other.json':
    '{"name":"Not named","devices":[{"vendor":"ffff","product":"0001"}],"names":{}}',
}

async function importing(
  files: Readonly<Record<string, string | Buffer>> = {},
  clock = new SimulatedClock(),
) {
  const archive = await bundleFrom(THEIRS)
  const rig = await bundleRig({ clock, files: { '/shows/away.cuewright': archive, ...files } })
  const view = await rig.bundles.open('away.cuewright', 'import-one', 'page 1')
  if (!view.ok || view.value.state !== 'ready') throw new Error(JSON.stringify(view))
  return { ...rig, clock, archive, preview: view.value.preview }
}

test('of a show of an older form it is said before it is taken what is other in it here', async () => {
  using clock = new SimulatedClock()
  const archive = await bundleFrom({}, '{ "version": 1, "name": "Old", "events": { "cue.fire": {} } }')
  const { bundles } = await bundleRig({ clock, files: { '/shows/away.cuewright': archive } })
  const view = await bundles.open('away.cuewright', 'import-one', 'page 1')
  await bundles[Symbol.asyncDispose]()
  expect(view).toMatchObject({
    value: { preview: { warnings: [expect.stringContaining('cue.fire is own.cue.fire now')] } },
  })
})

test('a bundle holds the show as it is written, the profiles of devices that it names, and recordings', async () => {
  using clock = new SimulatedClock()
  const { bundles, preview } = await importing({}, clock)
  await bundles[Symbol.asyncDispose]()
  expect(preview).toMatchObject({
    show: 'Away',
    version: '0.1.0',
    unsaved: false,
    profiles: [{ file: 'pad.json', name: 'My pad', standing: 'new' }],
    recordings: [
      { name: 'same', standing: 'new', becomes: 'same' },
      { name: 'take', standing: 'new', becomes: 'take' },
    ],
    reach: {
      targets: [{ name: 'desk', at: '10.0.0.5:9000', transport: 'udp' }],
      midiOutputs: [],
      globalKeys: ['F13'],
    },
    suggested: 'away.show.json',
  })
})

test('nothing is taken of a bundle that is looked at', async () => {
  const { bundles, disk, state } = await importing()
  expect(below(disk, '/data/recordings')).toEqual({})
  expect(below(disk, '/data/profiles')).toEqual({})
  expect(state.opened).toEqual([])
  expect(bundles.drop('import-one')).toEqual({ ok: true, value: { dropped: true } })
  await bundles[Symbol.asyncDispose]()
  expect(below(disk, '/data')).toEqual({})
  expect(bundles.read('import-one')).toMatchObject({
    value: { state: 'refused', refusal: { code: 'bundle/given-up' } },
  })
})

test('what is taken is what was exported, byte for byte', async () => {
  const { bundles, disk, state } = await importing()
  const taken = await bundles.take({ ...TAKE, id: 'import-one', path: 'away.show.json' }, null)
  expect(taken).toMatchObject({
    ok: true,
    value: {
      path: '/shows/away.show.json',
      recordings: ['same', 'take'],
      profiles: ['pad.json'],
      waits: true,
    },
  })
  await bundles[Symbol.asyncDispose]()
  expect(disk.files.get('/shows/away.show.json')?.toString('utf8')).toBe(SHOW)
  expect(below(disk, '/data/recordings')).toEqual({
    '/data/recordings/take.jsonl': '{"theirs":1}\n',
    '/data/recordings/same.jsonl': '{"same":1}\n',
  })
  expect(below(disk, '/data/profiles')).toEqual({ '/data/profiles/pad.json': PROFILE })
  expect(below(disk, '/data/staging')).toEqual({})
  expect(state.opened).toEqual(['/shows/away.show.json'])
})

describe('what is here already', () => {
  const MINE = {
    '/data/recordings/take.jsonl': '{"mine":1}\n',
    '/data/recordings/Take 2.jsonl': '{"mine":2}\n',
    '/data/recordings/same.jsonl': '{"same":1}\n',
    '/data/profiles/pad.json': '{"name":"Mine"}',
  }

  test.for(['mine', 'theirs'] as const)('stays, but for profiles where it is said: %s', async (profiles) => {
    const { bundles, disk, preview } = await importing(MINE)
    expect(preview.recordings).toMatchObject([
      { name: 'same', standing: 'same', becomes: null },
      { name: 'take', standing: 'differs', becomes: 'take 3' },
    ])
    expect(preview.profiles).toMatchObject([{ file: 'pad.json', standing: 'differs' }])
    const taken = await bundles.take({ ...TAKE, profiles, id: 'import-one', path: 'away.show.json' }, null)
    expect(taken).toMatchObject({ ok: true, value: { recordings: ['take 3'] } })
    const pad = profiles === 'mine' ? MINE['/data/profiles/pad.json'] : PROFILE
    expect(below(disk, '/data/recordings')).toEqual({
      ...Object.fromEntries(Object.entries(MINE).filter(([path]) => path.includes('recordings'))),
      '/data/recordings/take 3.jsonl': '{"theirs":1}\n',
    })
    expect(below(disk, '/data/profiles')).toEqual({ '/data/profiles/pad.json': pad })
  })

  test('a show file gives way only where that is said', async () => {
    const { bundles, disk } = await importing({ '/shows/away.show.json': showText('Mine') })
    const request = { ...TAKE, id: 'import-one', path: 'away.show.json' }
    expect(await bundles.take(request, null)).toMatchObject({ error: { code: 'save/exists' } })
    expect(disk.files.get('/shows/away.show.json')?.toString('utf8')).toBe(showText('Mine'))
    expect(await bundles.take({ ...request, replace: true }, null)).toMatchObject({ ok: true })
    expect(disk.files.get('/shows/away.show.json')?.toString('utf8')).toBe(SHOW)
  })

  test('edits that are not saved are let go of only where that is said', async () => {
    const { bundles, state } = await importing()
    state.isEdited = true
    const request = { ...TAKE, id: 'import-one', path: 'away.show.json' }
    expect(await bundles.take(request, null)).toMatchObject({ error: { code: 'show/unsaved' } })
    expect(await bundles.take({ ...request, discard: true }, null)).toMatchObject({ ok: true })
  })

  test('a bundle does not take the place of a file that has its name', async () => {
    using clock = new SimulatedClock()
    const { bundles, disk } = await bundleRig({ clock, files: { '/shows/a.cuewright': 'old' } })
    const request = { path: 'a.cuewright', recordings: 'none' as const }
    expect(await bundles.export({ ...request, replace: false })).toMatchObject({
      error: { code: 'save/exists' },
    })
    expect(disk.files.get('/shows/a.cuewright')?.toString()).toBe('old')
    expect(await bundles.export({ ...request, replace: true })).toMatchObject({
      ok: true,
      value: { files: 1 },
    })
    expect(await bundles.export({ ...request, path: 'a.zip', replace: false })).toMatchObject({
      error: { code: 'save/name' },
    })
  })
})

test('where a part of the engine refuses the show, all is as it was', async () => {
  const { bundles, disk, state, approvals } = await importing({ '/shows/away.show.json': showText('Mine') })
  const before = {
    ...below(disk, '/data/recordings'),
    ...below(disk, '/data/profiles'),
    ...below(disk, '/shows'),
  }
  state.refuseOpen = true
  const request = { ...TAKE, id: 'import-one', path: 'away.show.json', replace: true }
  expect(await bundles.take(request, null)).toMatchObject({ error: { code: 'show/not-taken' } })
  expect({
    ...below(disk, '/data/recordings'),
    ...below(disk, '/data/profiles'),
    ...below(disk, '/shows'),
  }).toEqual(before)
  expect(approvals.waits('/shows/away.show.json')).toBe(false)
  state.refuseOpen = false
  expect(await bundles.take(request, null)).toMatchObject({ ok: true })
})

describe('an imported show waits until it is approved', () => {
  const takeIt = async (rig: Awaited<ReturnType<typeof importing>>) =>
    await rig.bundles.take({ ...TAKE, id: 'import-one', path: 'away.show.json', replace: true }, null)

  test('of the list that was looked at, and across restarts', async () => {
    const rig = await importing()
    await takeIt(rig)
    const { bundles, disk, state } = rig
    const { waits, digest, reach } = bundles.approval()
    expect({ waits, reach }).toEqual({ waits: true, reach: rig.preview.reach })
    expect(bundles.armRefusal()).toMatchObject({ code: 'show/not-approved' })
    const again = await bundleRig({ clock: rig.clock, disk })
    expect(again.approvals.waits('/shows/away.show.json')).toBe(true)
    expect(await bundles.approve('0'.repeat(64), null)).toMatchObject({
      error: { code: 'bundle/other-list' },
    })
    expect(state.approved).toBe(0)
    expect(await bundles.approve(digest, null)).toEqual({ ok: true, value: { approved: true } })
    expect(state.approved).toBe(1)
    expect(bundles.armRefusal()).toBeNull()
    const later = await bundleRig({ clock: rig.clock, disk })
    expect(later.approvals.waits('/shows/away.show.json')).toBe(false)
  })

  test('once for a list: another import of the same places needs none, and of others does', async () => {
    const rig = await importing()
    await takeIt(rig)
    const { bundles, disk, approvals } = rig
    await bundles.approve(bundles.approval().digest, null)
    await bundles.open('away.cuewright', 'import-one', 'page 1')
    expect(await takeIt(rig)).toMatchObject({ ok: true, value: { waits: false } })
    const other = await bundleFrom({}, SHOW.replace('10.0.0.5', '10.0.0.6'))
    const file = await disk.open('/shows/other.cuewright', 0o102)
    await file.write(other, 0, other.length, 0)
    await bundles.open('other.cuewright', 'import-one', 'page 1')
    expect(await takeIt(rig)).toMatchObject({ ok: true, value: { waits: true } })
    expect(approvals.waits('/shows/away.show.json')).toBe(true)
  })

  test('where its mark cannot be read as well', async () => {
    const rig = await importing()
    await takeIt(rig)
    const [mark] = Object.keys(below(rig.disk, '/data/imported'))
    const broken = new SimulatedDisk({
      files: new Map([...rig.disk.files, [mark as string, Buffer.from('{')]]),
      folders: [...FOLDERS, '/data/imported'],
    })
    const { approvals } = await bundleRig({ clock: rig.clock, disk: broken })
    expect(approvals.waits('/shows/away.show.json')).toBe(true)
    expect(approvals.waits('/shows/mine.show.json')).toBe(false)
  })
})

describe('imports that nobody takes', () => {
  test('are gone after ten minutes, which is said', async () => {
    using clock = new SimulatedClock()
    const { bundles, disk } = await importing({}, clock)
    expect(Object.keys(below(disk, '/data/staging'))).not.toEqual([])
    clock.advanceBy(IMPORT_LIMITS.keptMs - 1)
    expect(bundles.read('import-one')).toMatchObject({ value: { state: 'ready', expiresInMs: 1 } })
    clock.advanceBy(1)
    await bundles[Symbol.asyncDispose]()
    expect(bundles.read('import-one')).toMatchObject({ value: { refusal: { code: 'bundle/expired' } } })
    expect(below(disk, '/data/staging')).toEqual({})
  })

  test('are one of each client and four of all; the oldest goes, which is said', async () => {
    using clock = new SimulatedClock()
    const { bundles, disk } = await importing({}, clock)
    for (const client of [1, 2, 3, 4, 5]) {
      const opened = await bundles.open(
        'away.cuewright',
        `of-client-${client}`,
        client === 1 ? 'page 1' : `page ${client}`,
      )
      expect(opened).toMatchObject({ value: { displaced: client === 1 || client === 5 ? 1 : 0 } })
    }
    expect(bundles.read('import-one')).toMatchObject({ value: { refusal: { code: 'bundle/displaced' } } })
    expect(bundles.read('of-client-1')).toMatchObject({ value: { refusal: { code: 'bundle/displaced' } } })
    for (const client of [2, 3, 4, 5]) {
      expect(bundles.read(`of-client-${client}`)).toMatchObject({ value: { state: 'ready' } })
    }
    const folders = new Set(Object.keys(below(disk, '/data/staging')).map((path) => path.split('/')[3]))
    expect(folders.size).toBe(IMPORT_LIMITS.staged)
  })

  test('and what an earlier run left goes at the start', async () => {
    using clock = new SimulatedClock()
    const { bundles, disk } = await importing({}, clock)
    await stagingIn('/data/staging', disk).clear()
    expect(below(disk, '/data/staging')).toEqual({})
    await bundles[Symbol.asyncDispose]()
  })
})

test('of a bundle that is sent no more is read than one may have', async () => {
  using clock = new SimulatedClock()
  const { bundles, disk } = await bundleRig({ clock })
  // As large as an archive may be, but it is the same memory again and again, and the disk is asked to keep none of it.
  const piece = new Uint8Array(32 * MB)
  let sent = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      sent += piece.length
      yield piece
      await Promise.resolve()
    }
  }
  disk.keepsNothing = true
  const received = await bundles.receive({ content: endless() }, 'upload-one', 'page 1')
  expect(received).toMatchObject({ error: { code: 'bundle/too-large' } })
  expect(sent).toBeLessThanOrEqual(BUNDLE_LIMITS.archiveBytes + piece.length)
  expect(below(disk, '/data')).toEqual({})
})

test('a bundle that is sent is the same as one that lies there', async () => {
  using clock = new SimulatedClock()
  const archive = await bundleFrom(THEIRS)
  const { bundles, disk } = await bundleRig({ clock })
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < archive.length; at += 100) {
      yield archive.subarray(at, at + 100)
      await Promise.resolve()
    }
  }
  expect(await bundles.receive({ content: pieces() }, 'upload-one', 'page 1')).toMatchObject({
    value: { state: 'ready', preview: { show: 'Away' } },
  })
  expect(await bundles.take({ ...TAKE, id: 'upload-one', path: 'away.show.json' }, null)).toMatchObject({
    ok: true,
  })
  expect(disk.files.get('/shows/away.show.json')?.toString('utf8')).toBe(SHOW)
})

test('of a bundle that is refused nothing is left', async () => {
  for (const { bytes, code } of HOSTILE.filter(({ what }) => !/(512|40) MB|60,000|65,535/.test(what))) {
    using clock = new SimulatedClock()
    const { bundles, disk } = await bundleRig({ clock, files: { '/shows/a.cuewright': bytes() } })
    expect(await bundles.open('a.cuewright', null, 'page 1')).toMatchObject({ error: { code } })
    expect(below(disk, '/data')).toEqual({})
  }
})
