// The app as it is, and beside it a menu, a dialog and a question to press keys in.
import { mount } from 'svelte'
import { ContractClient } from '../../../shared/contract/client.ts'
import App from '../../../renderer/App.svelte'
import { BrowserClock } from '../../../renderer/client/browser-clock.ts'
import { connect } from '../../../renderer/client/connect.ts'
import { publishKeys } from '../../../renderer/client/keyboard.ts'
import { Station, storageOf } from '../../../renderer/client/station.ts'
import { WindowKeys } from '../../../renderer/keys/window-keys.ts'
import { LayerStack } from '../../../renderer/components/layer/layer-stack.ts'
import { Appearance, LARGE_FROM } from '../../../renderer/state/appearance.svelte.ts'
import { Desk } from '../../../renderer/state/desk.svelte.ts'
import { PageAddress } from '../../../renderer/state/page-address.svelte.ts'
import { Page } from '../../../renderer/state/page.svelte.ts'
import { Screens } from '../../../renderer/state/screens.svelte.ts'
import '../../../renderer/styles/tokens.css'
import '../../../renderer/styles/themes.css'
import '../../../renderer/styles/base.css'
import Samples from './Samples.svelte'

const clock = new BrowserClock()
const station = new Station({
  ...{ window, navigator },
  session: storageOf(() => window.sessionStorage),
  local: storageOf(() => window.localStorage),
})
const client = new ContractClient(connect(window, clock), clock, station)
const desk = new Desk(client, clock)
const keys = new WindowKeys((chord) => desk.actions.keyedBy(chord), desk.comingField, false)
const local = storageOf(() => window.localStorage)
const screens = new Screens({ window, local })
const page = new Page({
  address: new PageAddress(window, (name) => screens.byName(name)),
  appearance: new Appearance({ root: document.documentElement, local, wide: window.matchMedia(LARGE_FROM) }),
  ...{ screens, station, openPage: null },
})
const layers = new LayerStack()
const on = (selector: string): Element => document.querySelector(selector) as Element

mount(App, { target: on('#app'), props: { desk, keys, layers, page } })
mount(Samples, { target: on('#samples'), props: { desk, layers } })
publishKeys({ window, document, client, isOurs: (event) => keys.useOf(event) !== 'show' })
