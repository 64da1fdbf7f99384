import { describe, expect, test } from 'vitest'
import { Station, deviceName } from '../../../../renderer/client/station.ts'

class Shelf {
  readonly kept = new Map<string, string>()

  getItem(key: string): string | null {
    return this.kept.get(key) ?? null
  }

  setItem(key: string, value: string): void {
    this.kept.set(key, value)
  }

  removeItem(key: string): void {
    this.kept.delete(key)
  }

  /** What a copy of the tab begins with. */
  copy(): Shelf {
    const copy = new Shelf()
    for (const [key, value] of this.kept) copy.setItem(key, value)
    return copy
  }
}

const REFUSING = {
  getItem: () => {
    throw new Error('denied')
  },
  setItem: () => {
    throw new Error('denied')
  },
  removeItem: () => {
    throw new Error('denied')
  },
}

const NAVIGATOR = {
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36',
  maxTouchPoints: 0,
}

function open(
  session: ConstructorParameters<typeof Station>[0]['session'],
  local: typeof session = new Shelf(),
) {
  const window = Object.assign(new EventTarget(), { crypto: globalThis.crypto })
  return { station: new Station({ window, navigator: NAVIGATOR, session, local }), window }
}

describe('a page', () => {
  test('that is loaded again is the same, and can show it', () => {
    const session = new Shelf()
    const { station, window } = open(session)
    const first = station.hello()
    expect(first.client).toMatch(/^[0-9a-f]{32}$/)
    expect(first.key).not.toBe(first.client)
    window.dispatchEvent(new Event('pagehide'))
    expect(open(session).station.hello()).toEqual(first)
  })

  test('in a copy of the tab has the id, which the engine refuses it, and not the key', () => {
    const session = new Shelf()
    const { station } = open(session)
    const copied = open(session.copy()).station
    expect(copied.hello().client).toBe(station.hello().client)
    expect(copied.hello().key).not.toBe(station.hello().key)
    copied.welcomed('given-by-the-engine')
    expect(copied.hello().client).toBe('given-by-the-engine')
  })

  test('that was left and come back to has its key to itself again', () => {
    const session = new Shelf()
    const { station, window } = open(session)
    window.dispatchEvent(new Event('pagehide'))
    window.dispatchEvent(new Event('pageshow'))
    expect(open(session.copy()).station.hello().key).not.toBe(station.hello().key)
  })

  test('keeps the id that the engine gave it', () => {
    const session = new Shelf()
    open(session).station.welcomed('given-by-the-engine')
    expect(open(session).station.hello().client).toBe('given-by-the-engine')
  })

  test('is called by its place and a sign of its own until somebody names it, in every tab of the browser', () => {
    const local = new Shelf()
    const { station } = open(new Shelf(), local)
    const usual = `Chromium on Linux ${station.hello().client.slice(0, 3)}`
    expect(station.hello().station).toBe(usual)
    station.rename('  FOH\u0007 tablet ')
    expect(open(new Shelf(), local).station.hello().station).toBe('FOH tablet')
    station.rename(' ')
    expect(station.name).toBe(usual)
  })

  test.each([
    ['keeps nothing', null],
    ['refuses to keep anything', REFUSING],
  ])('in a browser that %s is somebody all the same', (_, shelf) => {
    const { station, window } = open(shelf, shelf)
    station.rename('FOH tablet')
    station.welcomed('given-by-the-engine')
    window.dispatchEvent(new Event('pagehide'))
    expect(station.hello()).toMatchObject({ client: 'given-by-the-engine', station: 'Chromium on Linux giv' })
  })
})

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Electron/45.0 Safari/537.36', 0, 'Desktop app on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0', 0, 'Edge on Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 0, 'Firefox on Linux'],
  ['Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0 Safari/537.36', 0, 'Chromium on Linux'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 0, 'Safari on macOS'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 5, 'Safari on iPad'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Safari/604.1',
    5,
    'Chromium on iPhone',
  ],
  ['Mozilla/5.0 (Linux; Android 15; SM-X210) Chrome/140.0 Safari/537.36', 5, 'Chromium on Android'],
  ['curl/8', 0, 'Browser'],
])('%s with %i touch points is called %s', (userAgent, maxTouchPoints, name) => {
  expect(deviceName({ userAgent, maxTouchPoints })).toBe(name)
})
