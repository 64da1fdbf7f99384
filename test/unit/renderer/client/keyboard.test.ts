import { describe, expect, onTestFinished, test } from 'vitest'
import { publishKeys } from '../../../../renderer/client/keyboard.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import { FakeClient, FakePage } from './fake-page.ts'

function setUp() {
  const page = new FakePage()
  const client = new FakeClient()
  const ours = new Set([' '])
  const { window, document } = page
  const publishing = publishKeys({ window, document, client, isOurs: ({ key }) => ours.has(key) })
  onTestFinished(() => dispose(publishing))
  const down = (code: string, fields: object = {}): void =>
    page.says('keydown', { code, key: code.replace('Key', '').toLowerCase(), repeat: false, ...fields })
  const up = (code: string): void => page.says('keyup', { code, key: code })
  const news = (): string[] =>
    client
      .news()
      .map((input) => (input.family === 'keyboard' ? `${input.code} ${input.pressed ? 'down' : 'up'}` : '?'))
  return { page, client, publishing, down, up, news }
}

describe('a key', () => {
  test('is told when it goes down and when it comes up, with what it typed', () => {
    const { client, down, up } = setUp()
    down('KeyA')
    up('KeyA')
    expect(client.news()).toEqual([
      { family: 'keyboard', code: 'KeyA', key: 'a', pressed: true },
      { family: 'keyboard', code: 'KeyA', key: 'a', pressed: false },
    ])
  })

  test.each([
    ['that is repeated because it is held', { repeat: true }],
    ['with Control', { ctrlKey: true }],
    ['with Meta', { metaKey: true }],
    ['with Alt', { altKey: true }],
    ['that is part of a composed character', { isComposing: true }],
    ['that something on the page has used', { defaultPrevented: true }],
    ['that the app has a use for', { key: ' ' }],
    ['without a place on the keyboard', { code: '' }],
    ['with a name longer than the contract takes', { code: 'x'.repeat(51) }],
  ])('%s is not told, nor its release', (_what, fields) => {
    const { down, up, news } = setUp()
    down('KeyA', fields)
    up('KeyA')
    expect(news()).toEqual([])
  })

  test('that was told is let go of even where a modifier came in between', () => {
    const { down, up, news } = setUp()
    down('KeyA')
    down('ControlLeft', { key: 'Control', ctrlKey: true })
    up('KeyA')
    expect(news()).toEqual(['KeyA down', 'KeyA up'])
  })

  test('is let go of when Meta goes down, because some systems then never tell', () => {
    const { down, up, news } = setUp()
    down('KeyA')
    down('MetaLeft', { key: 'Meta', metaKey: true })
    expect(news()).toEqual(['KeyA down', 'KeyA up'])
    up('KeyA')
    expect(news()).toEqual([])
  })
})

describe('everything that is down comes up', () => {
  test.each([
    ['when the window loses the focus', (page: FakePage) => page.says('blur')],
    ['when the page is left', (page: FakePage) => page.says('pagehide')],
    ['when the page is hidden', (page: FakePage) => page.hide(true)],
  ])('%s', (_what, happen) => {
    const { page, down, up, news } = setUp()
    down('KeyA')
    down('KeyB')
    up('KeyB')
    happen(page)
    up('KeyA')
    expect(news()).toEqual(['KeyA down', 'KeyB down', 'KeyB up', 'KeyA up'])
  })

  test('at the end, after which nothing is told', () => {
    const { down, news, publishing } = setUp()
    down('KeyA')
    dispose(publishing)
    down('KeyB')
    expect(news()).toEqual(['KeyA down', 'KeyA up'])
  })
})

test('a page that is shown again lets go of nothing', () => {
  const { page, down, news } = setUp()
  down('KeyA')
  page.hide(false)
  expect(news()).toEqual(['KeyA down'])
})

test('a key that was down while the engine was lost is not told as let go of afterwards', () => {
  const { client, down, up, news } = setUp()
  down('KeyA')
  client.become('closed')
  client.become('open')
  up('KeyA')
  expect(news()).toEqual(['KeyA down'])
})
