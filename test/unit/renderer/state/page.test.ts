import { afterEach, beforeEach, expect, test } from 'vitest'
import { dispose } from '../../../../shared/base/disposable.ts'
import { Appearance } from '../../../../renderer/state/appearance.svelte.ts'
import { PageAddress } from '../../../../renderer/state/page-address.svelte.ts'
import { Page } from '../../../../renderer/state/page.svelte.ts'
import { Screens } from '../../../../renderer/state/screens.svelte.ts'
import { FakePage, FakeStorage } from '../../../support/fake-page.ts'

let window: FakePage
let local: FakeStorage
let page: Page
const station = {
  name: 'Tablet',
  rename: (name: string) => {
    station.name = name
  },
}

function opened(): Page {
  const screens = new Screens({ window, local })
  return new Page({
    address: new PageAddress(window, (name) => screens.byName(name)),
    appearance: new Appearance({ root: { dataset: {} }, local, wide: window.wide }),
    ...{ screens, station, openPage: null },
  })
}
function close(): void {
  for (const part of [page.address, page.screens, page.appearance]) dispose(part)
}

beforeEach(() => {
  window = new FakePage()
  local = new FakeStorage()
  station.name = 'Tablet'
  page = opened()
})
afterEach(close)

test('a screen is named, left, and opened again as it was', () => {
  page.show('log', { cause: '7' })
  page.appearance.chooseTheme('red')
  page.appearance.chooseSize('l')
  page.rename('FOH tablet')
  expect(page.keepScreen('  FOH ')).toBeNull()
  expect(window.location.hash).toBe('#screen=FOH')

  page.show('show')
  page.appearance.chooseTheme('light')
  page.rename('Elsewhere')
  expect(page.open('FOH')).toBe(true)
  expect([page.view, page.address.param('cause')]).toEqual(['log', '7'])
  expect([page.appearance.theme, page.appearance.size, page.stationName]).toEqual(['red', 'l', 'FOH tablet'])
  expect(window.location.hash).toBe('#screen=FOH')
})

test('a bookmark of it opens it in a page that is loaded anew', () => {
  page.show('inputs')
  page.keepScreen('Patch')
  close()
  window.location.hash = '#screen=Patch'
  page = opened()
  expect([page.address.screen, page.view]).toEqual(['Patch', 'inputs'])
})

test('a name that the browser does not know opens the show, and is said', () => {
  window.move('#screen=Nobody')
  expect(page.open('Nobody')).toBe(false)
  expect(page.view).toBe('show')
})

test('forgotten, it leaves what is looked at as it is', () => {
  page.show('health')
  page.keepScreen('Desk')
  expect(page.forgetScreen('Desk')).toBeNull()
  expect([page.view, page.address.screen, page.screens.all]).toEqual(['health', null, []])
})

test('no more are kept than there is room for', () => {
  for (let at = 0; at < 30; at += 1) expect(page.keepScreen(`Screen ${at}`)).toBeNull()
  expect(page.keepScreen('One more')?.what).toBe('there are 30 named screens already')
  expect(page.keepScreen('Screen 3')).toBeNull()
  expect(page.screens.all).toHaveLength(30)
})

test('where the browser keeps nothing it is there until the page is loaded again, and that is said', () => {
  local.full = true
  expect(page.keepScreen('FOH')?.next).toBe('allow it to keep data of this page')
  expect(page.screens.byName('FOH')?.place).toBe('show')
})

test.each([
  ['nonsense'],
  ['{"name":"x"}'],
  ['[null,7,{"name":""},{"name":"x","place":"nowhere","params":{},"theme":"","size":"","station":""}]'],
  [`[${'"x",'.repeat(40_000)}"x"]`],
])('what was kept by others is passed over where it makes no sense', (kept) => {
  local.kept.set('cuewright.screens', kept)
  expect(new Screens({ window, local }).all).toEqual([])
})

test('another tab’s screens come as they are named', () => {
  page.keepScreen('Here')
  const kept = local.kept.get('cuewright.screens') ?? ''
  local.kept.set('cuewright.screens', kept.replace('Here', 'There'))
  window.dispatchEvent(Object.assign(new Event('storage'), { key: 'cuewright.screens' }))
  expect(page.screens.all.map(({ name }) => name)).toEqual(['There'])
})
