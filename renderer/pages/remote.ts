// The remote: one column for a tablet or a phone in the hand.
import { mount } from 'svelte'
import { storageOf } from '../client/station.ts'
import { PageAddress } from '../state/page-address.svelte.ts'
import { RemoteDesk } from '../state/remote-desk.svelte.ts'
import RemotePage from './RemotePage.svelte'
import { namedPlace } from './page-setup.ts'
import type { PageSetup } from './page-setup.ts'

export function open(setup: PageSetup): void {
  const { target, client, clock } = setup
  const session = storageOf(() => window.sessionStorage)
  const desk = new RemoteDesk(client, clock, session)
  mount(RemotePage, { target, props: { desk, station: namedPlace(setup), address: new PageAddress(window) } })
}
