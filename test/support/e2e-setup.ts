// Before the browser tests: the app is built, and a missing browser is said once.
import { findBrowser } from '../../scripts/browser.ts'
import { ensureBuilt } from '../../scripts/fresh-build.ts'

export async function setup(): Promise<void> {
  if (findBrowser() !== null) return ensureBuilt()
  const missing = 'no Chromium found, in the usual places or as CHROMIUM_PATH'
  if (process.env['CI'] === 'true') throw new Error(missing)
  console.log(`browser tests are skipped: ${missing}`)
}
