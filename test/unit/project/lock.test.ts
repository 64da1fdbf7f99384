// The lock file serves every system, not only the one that it was written on.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, '../../..')
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
  'dependencies' | 'devDependencies',
  Readonly<Record<string, string>>
>

/** Whether `name` is locked where a package installed at `path` would look for it: beside it or further up. */
function isLocked(path: string, name: string): boolean {
  for (let folder = path; folder !== ''; folder = parentOf(folder)) {
    if (`${folder}/node_modules/${name}` in lock.packages) return true
  }
  return `node_modules/${name}` in lock.packages
}

/** `node_modules/a/node_modules/b` lies in `node_modules/a`, and that in the project itself. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1))
}

test('every optional package, such as the native part for another system, is locked', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {})
      .filter((name) => !isLocked(path, name))
      .map((name) => `${path} wants ${name}`),
  )
  expect(missing).toEqual([])
})

test('every version is exact', () => {
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
  const loose = versions.filter(([, version]) => !/^(npm:@?[^@]+@)?\d+\.\d+\.\d+$/.test(version))
  expect(loose).toEqual([])
})
