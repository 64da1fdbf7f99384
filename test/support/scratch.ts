// A folder of planted files inside the checkout, where the tools under test find the project's packages.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface Scratch extends Disposable {
  readonly path: string
}

/** Writes `files` (path to content) to a new folder that is removed on disposal. */
export function scratch(files: Readonly<Record<string, string>>): Scratch {
  const cache = join(root, '.cache')
  mkdirSync(cache, { recursive: true })
  const path = mkdtempSync(join(cache, 'scratch-'))
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
