// Where the browser tests find their browser.
import { describe } from 'vitest'
import { findBrowser } from '../../scripts/browser.ts'

/** Path of the browser, or null on a machine that has none. */
export const chromium = findBrowser()

/** `describe` for tests in a real browser: skipped on a machine that has none. */
export const describeInBrowser = describe.skipIf(chromium === null)

/** What Chromium needs to run as root in a container, and to stay off the network. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
