import { randomBytes } from 'node:crypto'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pack } from '../../../../main/bundle/pack.ts'
import type { BundleSource } from '../../../../main/bundle/pack.ts'
import type { FileSystem } from '../../../../main/store/file-system.ts'
import { BUNDLE_LIMITS } from '../../../../shared/model/bundle.ts'
import { FilesInMemory } from '../../../support/files-in-memory.ts'
import { HEAD, contentsOf, packed } from '../../../support/pack-in-memory.ts'
import { runs } from '../../../support/property-runs.ts'
import { scratch } from '../../../support/scratch.ts'

const MB = 1024 * 1024
const source = (name: string, bytes: Uint8Array): BundleSource => ({ name, from: { bytes } })
const SHOW = source('show.json', Buffer.from('{ "version": 1, "name": "A show" }\r\n'))

/** Texts, noise and long runs of one byte. */
const content = fc.oneof(
  fc.uint8Array({ maxLength: 3_000 }),
  fc.string({ maxLength: 500, unit: 'binary' }).map((text) => Buffer.from(text)),
  fc.nat({ max: 200_000 }).map((length) => Buffer.alloc(length, 'a')),
)
const stem = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,12}x$/)
const others = fc.uniqueArray(
  fc.record({ folder: fc.constantFrom('profiles', 'recordings'), name: stem, bytes: content }),
  { maxLength: 12, selector: ({ folder, name }) => `${folder}/${name}`.toLowerCase() },
)

test('what was put in comes out, byte for byte, and the same content is the same archive', async () => {
  await fc.assert(
    fc.asyncProperty(content, others, async (show, rest) => {
      const sources = [
        source('show.json', show),
        ...rest.map(({ folder, name, bytes }) =>
          source(`${folder}/${name}.${folder === 'profiles' ? 'json' : 'jsonl'}`, bytes),
        ),
      ]
      const archive = await packed(sources)
      const found = await contentsOf(archive)
      expect([...found.keys()].sort()).toEqual(sources.map(({ name }) => name).sort())
      for (const { name, from } of sources) {
        if ('bytes' in from) expect(found.get(name)?.equals(Buffer.from(from.bytes))).toBe(true)
      }
      expect((await packed(sources.toReversed())).equals(archive)).toBe(true)
    }),
    runs(60),
  )
})

test('the archive is the same in every time zone', () => {
  const script = `
    import { pack } from './main/bundle/pack.ts'
    import { createHash } from 'node:crypto'
    const hash = createHash('sha256')
    const sources = [{ name: 'show.json', from: { bytes: Buffer.from('{}') } }]
    for await (const piece of pack({ head: { version: '1', show: 'A', unsaved: false }, sources, system: null })) hash.update(piece)
    console.log(hash.digest('hex'))`
  const digests = ['UTC', 'Asia/Kolkata', 'America/St_Johns'].map((TZ) =>
    execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      cwd: join(import.meta.dirname, '../../../..'),
      env: { ...process.env, TZ },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  expect(new Set(digests).size).toBe(1)
})

test('what becomes very small is put in as it is, so that it is taken again', async () => {
  const zeros = Buffer.alloc(3 * MB)
  const archive = await packed([SHOW, source('recordings/a.jsonl', zeros)])
  expect(archive.length).toBeGreaterThan(3 * MB)
  expect((await contentsOf(archive)).get('recordings/a.jsonl')?.equals(zeros)).toBe(true)
})

test('no more of a large file is in memory than goes out next', async () => {
  // Nothing of it is saved by compressing, so that what went out tells what went in.
  const large = randomBytes(16 * MB)
  const { system } = new FilesInMemory(new Map([['/large', large]]))
  let read = 0
  const counting: FileSystem = {
    ...system,
    async open(path, flags) {
      const file = await system.open(path, flags)
      return {
        ...file,
        async read(into, offset, length, position) {
          const some = await file.read(into, offset, length, position)
          read += some.bytesRead
          return some
        },
      }
    },
  }
  const sources = [SHOW, { name: 'recordings/a.jsonl', from: { path: '/large' } }]
  let sent = 0
  let ahead = 0
  for await (const piece of pack({ head: HEAD, sources, system: counting })) {
    // It was read once before, for the manifest.
    ahead = Math.max(ahead, read - large.length - sent)
    sent += piece.length
  }
  expect(sent).toBeGreaterThan(large.length)
  expect(ahead).toBeLessThanOrEqual(4 * MB)
})

describe('refused', () => {
  const refusal = async (sources: readonly BundleSource[], given?: Map<string, Buffer>) => {
    try {
      await packed(sources, given)
      return 'taken'
    } catch (thrown) {
      return (thrown as { fault?: { code: string } }).fault?.code ?? String(thrown)
    }
  }
  const many = Array.from({ length: BUNDLE_LIMITS.entries }, (_, at) =>
    source(`recordings/${at}.jsonl`, Buffer.alloc(1)),
  )
  test.for<[string, string, readonly BundleSource[]]>([
    ['a file that is no part of a bundle', 'bundle/unexpected', [SHOW, source('notes.txt', Buffer.alloc(1))]],
    ['a name that Windows has not', 'bundle/name', [SHOW, source('recordings/nul.jsonl', Buffer.alloc(1))]],
    [
      'two names that are one on some systems',
      'bundle/names-alike',
      [SHOW, source('recordings/a.jsonl', Buffer.alloc(1)), source('recordings/A.jsonl', Buffer.alloc(1))],
    ],
    ['more files than are taken again', 'bundle/too-many-entries', [SHOW, ...many]],
    [
      'a file above the limit',
      'bundle/too-large',
      [SHOW, source('recordings/a.jsonl', Buffer.alloc(64 * MB + 1))],
    ],
    [
      'a file that is gone',
      'bundle/not-readable',
      [SHOW, { name: 'recordings/a.jsonl', from: { path: '/a' } }],
    ],
  ])('%s: %s', async ([, code, sources]) => {
    expect(await refusal(sources)).toBe(code)
  })

  test('a file that changes while it is read', async () => {
    const given = new Map([['/a', Buffer.from('before')]])
    const sources = [SHOW, { name: 'recordings/a.jsonl', from: { path: '/a' } }]
    const { system } = new FilesInMemory(given)
    const failing = (async () => {
      for await (const _ of pack({ head: HEAD, sources, system })) given.set('/a', Buffer.from('afterwards'))
    })()
    await expect(failing).rejects.toMatchObject({ fault: { code: 'bundle/changed' } })
  })
})

const has = (program: string): boolean => spawnSync(program, ['-v'], { stdio: 'ignore' }).error === undefined

/** Skipped where they are missing, which the runner says of each. */
describe('other programs find no fault with it', () => {
  const bundle = async (path: string) => {
    const noise = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7919) % 251)
    const archive = await packed([
      SHOW,
      source('profiles/Blåser.json', Buffer.from('{}')),
      source('recordings/a.jsonl', noise),
      source('recordings/b.jsonl', Buffer.alloc(0)),
    ])
    writeFileSync(path, archive)
    return path
  }

  test.skipIf(!has('python3'))('the zipfile of Python', async () => {
    using folder = scratch({})
    const path = await bundle(join(folder.path, 'a.cuewright'))
    const script =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), sorted(z.namelist()), z.read("show.json").decode())'
    const said = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' })
    expect(said).toContain("None ['manifest.json', 'profiles/Blåser.json', 'recordings/a.jsonl'")
    expect(said).toContain('"name": "A show"')
  })

  test.skipIf(!has('unzip'))('unzip', async () => {
    using folder = scratch({})
    const path = await bundle(join(folder.path, 'a.cuewright'))
    expect(execFileSync('unzip', ['-t', path], { encoding: 'utf8' })).toContain('No errors detected')
  })

  test.skipIf(!has('python3'))('and what Python packs anew is taken as well', async () => {
    using folder = scratch({})
    const path = await bundle(join(folder.path, 'a.cuewright'))
    const script = `
import sys, zipfile
old = zipfile.ZipFile(sys.argv[1])
new = zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED)
for name in old.namelist(): new.writestr(name, old.read(name))
new.close()`
    const anew = join(folder.path, 'b.cuewright')
    execFileSync('python3', ['-c', script, path, anew])
    const before = await contentsOf(readFileSync(path))
    const after = await contentsOf(readFileSync(anew))
    expect([...after]).toEqual([...before])
  })
})
