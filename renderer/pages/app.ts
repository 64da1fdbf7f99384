// The whole app: what is edited, run and looked into.
import { mount } from 'svelte'
import App from '../App.svelte'
import { publishGamepads, startWorkerTicks } from '../client/gamepads.ts'
import { feelRumble } from '../client/rumble.ts'
import { publishKeys } from '../client/keyboard.ts'
import { storageOf } from '../client/station.ts'
import { LayerStack } from '../components/layer/layer-stack.ts'
import { WindowKeys } from '../keys/window-keys.ts'
import { Desk } from '../state/desk.svelte.ts'
import { PageAddress } from '../state/page-address.svelte.ts'
import { Page } from '../state/page.svelte.ts'
import { Screens } from '../state/screens.svelte.ts'
import { namedPlace } from './page-setup.ts'
import type { PageSetup } from './page-setup.ts'

export function open(setup: PageSetup): void {
  const { target, client, clock, appearance } = setup
  const desk = new Desk(client, clock)
  const isApple = /Mac|iPad|iPhone/.test(navigator.userAgent)
  desk.actions.isApple = isApple
  const keys = new WindowKeys((chord) => desk.actions.keyedBy(chord), desk.comingField, isApple)
  const layers = new LayerStack()
  const screens = new Screens({ window, local: storageOf(() => window.localStorage) })
  const address = new PageAddress(window, (name) => screens.byName(name))
  // The desktop app has one window. What a tab keeps is not copied to the other.
  const isTab = !navigator.userAgent.includes('Electron/')
  const openPage = isTab ? (hash: string) => void window.open(hash, '_blank', 'noopener') : null
  const page = new Page({ address, appearance, screens, openPage, station: namedPlace(setup) })
  mount(App, { target, props: { desk, keys, layers, page } })
  publishGamepads({ window, document, navigator }, client, startWorkerTicks)
  feelRumble({ window, document, navigator }, client)
  publishKeys({ window, document, client, isOurs: (event) => keys.useOf(event) !== 'show' })
}
