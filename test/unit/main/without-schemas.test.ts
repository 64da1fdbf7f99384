// Which programs and threads load the schema library: each keeps megabytes of its own, and most parse nothing.
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** What a file imports when it runs; what is only a type is gone by then. */
function importsOf(file: string): readonly string[] {
  const code = stripTypeScriptTypes(readFileSync(file, 'utf8'))
  const statements = code.matchAll(/^(?:import|export)\b(?:[\w\s{},*]*\bfrom)?\s*'([^']+)'/gm)
  return [...statements].map(([, specifier]) => specifier!)
}

/** Files below `entry` that import the library, each with how it is reached. */
function importersOfSchemas(entry: string): readonly string[] {
  const found: string[] = []
  const reached = new Map([[join(root, entry), entry]])
  for (const [file, way] of reached) {
    for (const specifier of importsOf(file)) {
      if (specifier === 'zod') found.push(way)
      if (!specifier.startsWith('.')) continue
      const next = join(dirname(file), specifier)
      if (!reached.has(next)) reached.set(next, `${way} > ${relative(root, next)}`)
    }
  }
  return found
}

test.each(['main/devices.process.ts', 'main/playlists/runner.worker.ts', 'main/as-run/as-run.worker.ts'])(
  '%s loads no schema library',
  (entry) => {
    expect(importersOfSchemas(entry)).toEqual([])
  },
)

test('a program that parses is found to load it', () => {
  expect(importersOfSchemas('main/check-show.ts')).not.toEqual([])
})
