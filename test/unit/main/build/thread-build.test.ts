import { describe, expect, test } from 'vitest'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { buildShow } from '../../../../main/build/thread-build.ts'
import { bytesOf, playlistData, showData } from '../../../support/show-bytes.ts'

const step = { offset: 0, type: 'osc.send', payload: { target: 'desk', address: '/go', args: ['x'] } }
const osc = { targets: { desk: { host: '127.0.0.1', port: 9000 } } }
const large = (fields: object = {}): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    bytesOf(
      showData({
        osc,
        playlists: [playlistData('a', { steps: Array.from({ length: 9000 }, () => step) })],
        ...fields,
      }),
    ),
  )
const never = new AbortController().signal

describe('a large show is built on a thread', () => {
  test('and is the same as if it had been built here', async () => {
    const here = parseShow(large(), 'my.show.json')
    const there = await buildShow(large(), 'my.show.json', never)
    expect(here).toMatchObject({ ok: true })
    expect(there).toEqual(here)
  })

  test('and what is wrong with it is said the same', async () => {
    const broken = { questions: { yes: 7 } }
    const here = parseShow(large(broken), 'my.show.json')
    expect(here).toMatchObject({ ok: false })
    expect(await buildShow(large(broken), 'my.show.json', never)).toEqual(here)
  })

  test('and nothing is waited for when it is given up', async () => {
    const abort = new AbortController()
    const built = buildShow(large(), 'my.show.json', abort.signal)
    abort.abort()
    expect(await built).toMatchObject({ ok: false, error: [{ code: 'build/lost' }] })
    expect(await buildShow(large(), 'my.show.json', abort.signal)).toMatchObject({ ok: false })
  })
})

test('a small one is built at once', async () => {
  const bytes = new Uint8Array(bytesOf(showData({ osc })))
  expect(await buildShow(bytes, 'my.show.json', never)).toMatchObject({ ok: true })
  expect(await buildShow(new Uint8Array(), 'my.show.json', never)).toMatchObject({
    ok: false,
    error: [{ code: 'show/empty' }],
  })
})
