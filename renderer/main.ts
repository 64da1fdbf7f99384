// Opens the way to the engine and puts the app on the page; all of it lives as long as the page.
import { mount } from 'svelte'
import { ContractClient } from '../shared/contract/client.ts'
import App from './App.svelte'
import { BrowserClock } from './client/browser-clock.ts'
import { connect } from './client/connect.ts'
import { publishGamepads, startWorkerTicks } from './client/gamepads.ts'
import { publishKeys } from './client/keyboard.ts'
import { Station, storageOf } from './client/station.ts'
import { WindowKeys } from './keys/window-keys.ts'
import { Appearance, LARGE_FROM } from './state/appearance.svelte.ts'
import { LayerStack } from './components/layer/layer-stack.ts'
import { Desk } from './state/desk.svelte.ts'
import { PageAddress } from './state/page-address.svelte.ts'
import { Page } from './state/page.svelte.ts'
import { Screens } from './state/screens.svelte.ts'
import './styles/tokens.css'
import './styles/themes.css'
import './styles/base.css'

const clock = new BrowserClock()
const local = storageOf(() => window.localStorage)
const appearance = new Appearance({
  root: document.documentElement,
  local,
  wide: window.matchMedia(LARGE_FROM),
})
const station = new Station({
  ...{ window, navigator },
  session: storageOf(() => window.sessionStorage),
  local,
})
const client = new ContractClient(connect(window, clock), clock, station)
const desk = new Desk(client, clock)

const named = {
  get name() {
    return station.name
  },
  rename(name: string) {
    station.rename(name)
    client.introduce()
  },
}
const isApple = /Mac|iPad|iPhone/.test(navigator.userAgent)
const keys = new WindowKeys((chord) => desk.actions.keyedBy(chord), isApple)
const layers = new LayerStack()
const screens = new Screens({ window, local })
const address = new PageAddress(window, (name) => screens.byName(name))
const page = new Page({ address, appearance, screens, station: named })

mount(App, {
  target: document.querySelector('#app') as Element,
  props: { desk, keys, layers, page },
})

publishGamepads({ window, document, navigator }, client, startWorkerTicks)
publishKeys({ window, document, client, isOurs: (event) => keys.useOf(event) !== 'show' })
