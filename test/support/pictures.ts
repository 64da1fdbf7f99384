// Keeps pictures of pages as they are tested, to be looked at: `.cache/pictures/`, each by the last run. Where nobody looks, none.
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const FOLDER = join(import.meta.dirname, '../../.cache/pictures')

const isSeen = process.env['CI'] !== 'true'

/** `name` may have folders in it. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  if (isSeen) await page.screenshot({ path: join(FOLDER, `${name.replaceAll(/[^\w/-]+/g, '-')}.png`) })
}
