// Before the browser tests: the app is built, and one browser started for all; a missing one is said once.
import { chromium as driver } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { ensureBuilt } from '../../scripts/fresh-build.ts'
import { chromium, chromiumArguments } from './chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser that all files share is reached. */
    browser: string
  }
}

export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (chromium === null) {
    const missing = 'no Chromium found, in the usual places or as CHROMIUM_PATH'
    if (process.env['CI'] === 'true') throw new Error(missing)
    console.log(`browser tests are skipped: ${missing}`)
    return undefined
  }
  await ensureBuilt()
  const server = await driver.launchServer({ executablePath: chromium, args: chromiumArguments })
  project.provide('browser', server.wsEndpoint())
  return () => server.close()
}
