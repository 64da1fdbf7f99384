// The whole app: what is edited, run and looked into.
import { mount } from 'svelte'
import App from '../App.svelte'
import { publishGamepads, startWorkerTicks } from '../client/gamepads.ts'
import { publishKeys } from '../client/keyboard.ts'
import { LayerStack } from '../components/layer/layer-stack.ts'
import { WindowKeys } from '../keys/window-keys.ts'
import { Desk } from '../state/desk.svelte.ts'
import { namedPlace } from './page.ts'
import type { Page } from './page.ts'

export function open(page: Page): void {
  const { target, client, clock, appearance } = page
  const desk = new Desk(client, clock)
  const keys = new WindowKeys(() => desk.interrupts.front?.kind === 'confirmation')
  const layers = new LayerStack()
  mount(App, { target, props: { desk, keys, layers, appearance, station: namedPlace(page) } })
  publishGamepads({ window, document, navigator }, client, startWorkerTicks)
  publishKeys({ window, document, client, isOurs: (event) => keys.useOf(event) !== 'show' })
}
