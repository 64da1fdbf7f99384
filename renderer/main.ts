// Opens the way to the engine, and loads the page that the address names; all of it lives as long as the page.
import { ContractClient } from '../shared/contract/client.ts'
import { LESSER_PAGES } from '../shared/model/client.ts'
import type { LesserPage } from '../shared/model/client.ts'
import { BrowserClock } from './client/browser-clock.ts'
import { connect } from './client/connect.ts'
import { Station, storageOf } from './client/station.ts'
import { watchSleep } from './client/waking.ts'
import { parseAddress } from './lib/address.ts'
import type { PageBase } from './pages/page.ts'
import { Appearance, LARGE_FROM } from './state/appearance.svelte.ts'
import './styles/tokens.css'
import './styles/themes.css'
import './styles/base.css'

/** Null for the whole app. */
function pageInAddress(): LesserPage | null {
  const { place } = parseAddress(window.location.hash)
  return LESSER_PAGES.find((page) => page === place) ?? null
}

/** Each by itself, so that a phone does not load what it never shows. */
const PAGES = {
  app: () => import('./pages/app.ts'),
  remote: () => import('./pages/remote.ts'),
  countdown: () => import('./pages/countdown.ts'),
} as const

const kind = pageInAddress()
const clock = new BrowserClock()
const local = storageOf(() => window.localStorage)
const appearance = new Appearance({
  root: document.documentElement,
  local,
  wide: window.matchMedia(LARGE_FROM),
})
const station = new Station({
  ...{ window, navigator, local },
  session: storageOf(() => window.sessionStorage),
  ...(kind !== null && { page: kind }),
})
// Before anything is waited for: the desktop app hands its port over once.
const pipe = connect(window, clock)
const client = new ContractClient(pipe, clock, station)
watchSleep({ window, document, clock, client, renew: () => pipe.renew?.() })
// It said with its first word which page it is.
window.addEventListener('hashchange', () => {
  if (pageInAddress() !== kind) window.location.reload()
})

const target = document.querySelector('#app') as Element
const page: PageBase = { target, clock, client, station, appearance, local }
PAGES[kind ?? 'app']().then(
  ({ open }) => open(page),
  () => {
    target.textContent =
      'This page could not be loaded: the engine went away meanwhile, or is another. Load it again.'
  },
)
