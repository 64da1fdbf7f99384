// The screen for stage managers and performers.
import { mount } from 'svelte'
import { parseAddress } from '../lib/address.ts'
import { CountdownDesk } from '../state/countdown-desk.svelte.ts'
import CountdownPage from './CountdownPage.svelte'
import type { PageBase } from './page.ts'

export function open({ target, client, clock }: PageBase): void {
  const { list = null } = parseAddress(window.location.hash).params
  mount(CountdownPage, { target, props: { desk: new CountdownDesk(client, clock, list) } })
}
