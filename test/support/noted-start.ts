// What a start has noted in the data folder for the one after it, which a crash is found out by.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'

/** Once the start of this number has noted that for the next: a busy machine takes its time. */
export async function noted(dataDir: string, start: number, what: string): Promise<void> {
  const file = join(dataDir, 'alive.json')
  await expect
    .poll(() => (existsSync(file) ? readFileSync(file, 'utf8') : ''), { timeout: 30_000 })
    .toMatch(new RegExp(`"number": ?${start},.*${what}`, 's'))
}
