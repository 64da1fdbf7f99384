// Opens the way to the engine and puts the app on the page.
import { mount } from 'svelte'
import { ContractClient } from '../shared/contract/client.ts'
import App from './App.svelte'
import { BrowserClock } from './client/browser-clock.ts'
import { connect } from './client/connect.ts'
import { Desk } from './state/desk.svelte.ts'
import './styles/tokens.css'
import './styles/base.css'

const clock = new BrowserClock()
const desk = new Desk(new ContractClient(connect(window, clock), clock), clock)

mount(App, { target: document.querySelector('#app') as Element, props: { desk } })
