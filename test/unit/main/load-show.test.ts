import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadShow } from '../../../main/load-show.ts'

const DEMO = new URL('../../../assets/demo.show.json', import.meta.url).pathname

describe('loading from disk', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cuewright-show-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('the demo show loads', async () => {
    const loaded = await loadShow(DEMO)
    expect(loaded.ok && loaded.value.path).toBe(DEMO)
    expect(loaded.ok && loaded.value.show.playlists.map(({ id }) => id)).toEqual([
      'warm-up',
      'chase',
      'blinders',
      'finale',
      'sunrise',
      'blackout',
    ])
  })

  test('a file that is not there is not found', async () => {
    const path = join(folder, 'none.show.json')
    expect(await loadShow(path)).toMatchObject({
      ok: false,
      error: [{ code: 'show/not-found', where: path }],
    })
  })

  test('a folder is not a show', async () => {
    expect(await loadShow(folder)).toMatchObject({
      ok: false,
      error: [{ code: 'show/unreadable', where: folder }],
    })
  })

  test.skipIf(process.platform === 'win32')('a pipe to which nobody writes is not waited for', async () => {
    const path = join(folder, 'pipe.show.json')
    execFileSync('mkfifo', [path])
    expect(await loadShow(path)).toMatchObject({
      ok: false,
      error: [{ code: 'show/unreadable', what: 'this is not a file' }],
    })
  })

  test('a file in a place that is no folder cannot be read', async () => {
    const path = join(DEMO, 'inner.json')
    expect(await loadShow(path)).toMatchObject({
      ok: false,
      error: [{ code: 'show/unreadable', where: path }],
    })
  })

  test.skipIf(process.getuid?.() === 0)('a file without permission cannot be read', async () => {
    const path = join(folder, 'secret.show.json')
    await writeFile(path, '{}')
    await chmod(path, 0)
    expect(await loadShow(path)).toMatchObject({ ok: false, error: [{ code: 'show/unreadable' }] })
  })

  test('a file beyond the limit is refused by its size', async () => {
    const path = join(folder, 'large.show.json')
    await writeFile(path, '')
    await truncate(path, 10 * 2 ** 30)
    expect(await loadShow(path)).toMatchObject({
      ok: false,
      error: [
        { code: 'show/too-large', what: 'the file has 10240.0 MB, more than the 64.0 MB a show may have' },
      ],
    })
  })
})
