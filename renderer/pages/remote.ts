// The remote: one column for a tablet or a phone in the hand.
import { mount } from 'svelte'
import { storageOf } from '../client/station.ts'
import { RemoteDesk } from '../state/remote-desk.svelte.ts'
import RemotePage from './RemotePage.svelte'
import { namedPlace } from './page.ts'
import type { PageBase } from './page.ts'

export function open(page: PageBase): void {
  const { target, client, clock } = page
  const session = storageOf(() => window.sessionStorage)
  const desk = new RemoteDesk(client, clock, session)
  mount(RemotePage, { target, props: { desk, station: namedPlace(page) } })
}
