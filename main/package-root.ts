// Where the package lies, whether this file runs from its source or from the build.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface PackageRoot {
  readonly dir: string
  readonly version: string
}

/** The nearest folder above `from` that holds Cuewright's own package.json. */
export function findPackageRoot(from: string): PackageRoot {
  for (let dir = from; ; dir = dirname(dir)) {
    const file = join(dir, 'package.json')
    if (existsSync(file)) {
      const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string }
      if (name === 'cuewright') return { dir, version: version ?? '0.0.0' }
    }
    if (dirname(dir) === dir) throw new Error(`no package.json of cuewright above ${from}`)
  }
}
