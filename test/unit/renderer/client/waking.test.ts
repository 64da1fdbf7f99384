import { expect, onTestFinished, test } from 'vitest'
import { watchSleep } from '../../../../renderer/client/waking.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { dispose } from '../../../../shared/base/disposable.ts'
import type { ClientState } from '../../../../shared/contract/client.ts'
import { FakePage } from './fake-page.ts'

function setUp() {
  const clock = new SimulatedClock(0, 1_700_000_000_000)
  const page = new FakePage()
  const did: string[] = []
  const client = {
    state: 'open' as ClientState,
    woke() {
      did.push('woke')
      client.state = 'silent'
    },
  }
  const { window, document } = page
  const watch = watchSleep({ window, document, clock, client, renew: () => did.push('renewed') })
  onTestFinished(() => dispose(watch))
  return { clock, page, did, client }
}

test('a page that goes on after a sleep asks, and opens another connection where the old one does not answer', () => {
  const { clock, page, did, client } = setUp()
  clock.advanceBy(10_000)
  expect(did).toEqual([])
  clock.jumpWall(3_600_000)
  page.document.dispatchEvent(new Event('resume'))
  page.window.dispatchEvent(new Event('pageshow'))
  expect(did).toEqual(['woke'])
  clock.advanceBy(2_999)
  expect(did).toEqual(['woke'])
  clock.advanceBy(1)
  expect(did).toEqual(['woke', 'renewed'])
  client.state = 'open'
  clock.jumpWall(10_000)
  clock.advanceBy(1_000)
  expect(did).toEqual(['woke', 'renewed', 'woke'])
  client.state = 'open'
  clock.advanceBy(5_000)
  expect(did).toHaveLength(3)
})

test('timers that come late because nobody looks are no sleep until somebody does', () => {
  const { clock, page, did } = setUp()
  page.hide(true)
  clock.jumpWall(60_000)
  clock.advanceBy(1_000)
  expect(did).toEqual([])
  page.hide(false)
  expect(did).toEqual(['woke'])
})

test('a network that is there again is tried at once where there is no connection', () => {
  const { page, did, client } = setUp()
  page.says('online')
  expect(did).toEqual([])
  client.state = 'closed'
  page.says('online')
  expect(did).toEqual(['renewed'])
})
