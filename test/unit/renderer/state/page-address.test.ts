import { afterEach, expect, test } from 'vitest'
import { PageAddress } from '../../../../renderer/state/page-address.svelte.ts'
import { FakePage } from '../../../support/fake-page.ts'

let address: PageAddress
afterEach(() => address[Symbol.dispose]())

test('a bookmark is read, and what is chosen is written over it', () => {
  const window = new FakePage()
  window.location.hash = '#log?cause=123'
  address = new PageAddress(window)
  expect([address.place, address.param('cause')]).toEqual(['log', '123'])
  address.set('cause', '124')
  address.set('cause', '124')
  address.set('tab', 'chain')
  address.set('cause', null)
  address.go('inputs')
  expect(window.written).toEqual(['#log?cause=124', '#log?cause=124&tab=chain', '#log?tab=chain', '#inputs'])
  expect([address.place, address.param('tab')]).toEqual(['inputs', null])
})

test('an address that is written by hand is followed', () => {
  const window = new FakePage()
  address = new PageAddress(window)
  expect(address.place).toBeNull()
  window.move('#show?list=main')
  expect([address.place, address.param('list')]).toEqual(['show', 'main'])
  window.move('#screen=FOH')
  expect([address.place, address.screen]).toEqual([null, 'FOH'])
})

test('a screen with a name is what it was named for, until something else is chosen in it', () => {
  const window = new FakePage()
  window.location.hash = '#screen=FOH'
  address = new PageAddress(window, (name) =>
    name === 'FOH' ? { place: 'log', params: { cause: '7' } } : null,
  )
  expect([address.screen, address.place, address.param('cause')]).toEqual(['FOH', 'log', '7'])
  address.set('cause', '7')
  expect(window.written).toEqual([])
  address.set('cause', '8')
  expect([address.screen, address.place, address.param('cause')]).toEqual([null, 'log', '8'])
  address.goScreen('FOH')
  expect(window.written).toEqual(['#log?cause=8', '#screen=FOH'])
  window.move('#screen=elsewhere')
  expect([address.screen, address.place, address.params]).toEqual(['elsewhere', null, {}])
})
