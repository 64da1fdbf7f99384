import { afterEach, expect, test } from 'vitest'
import { PageAddress } from '../../../../renderer/state/page-address.svelte.ts'

class FakeWindow extends EventTarget {
  readonly location = { hash: '' }
  readonly written: string[] = []
  readonly history = {
    state: null,
    replaceState: (_state: unknown, _unused: string, hash?: string | URL | null) => {
      this.location.hash = String(hash)
      this.written.push(String(hash))
    },
  }
  move(hash: string): void {
    this.location.hash = hash
    this.dispatchEvent(new Event('hashchange'))
  }
}

let address: PageAddress
afterEach(() => address[Symbol.dispose]())

test('a bookmark is read, and what is chosen is written over it', () => {
  const window = new FakeWindow()
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
  const window = new FakeWindow()
  address = new PageAddress(window)
  expect(address.place).toBeNull()
  window.move('#show?list=main')
  expect([address.place, address.param('list')]).toEqual(['show', 'main'])
  window.move('#screen=FOH')
  expect([address.place, address.param('screen')]).toEqual([null, 'FOH'])
})
