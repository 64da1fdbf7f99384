// A show of an older form is started, saved and started again: the host from its source, with real files.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ShowVersion } from '../../shared/model/show-version.ts'
import { getJson } from '../bench/child.ts'
import { scratch } from '../support/scratch.ts'
import { launchHost } from '../support/source-host.ts'

const OLD = readFileSync(join(import.meta.dirname, '../fixtures/shows/taken-words.show.json'))

/** One run of the host in that folder, until `end`. */
async function start(folder: string) {
  const file = join(folder, 'old.show.json')
  const { child, url } = await launchHost(file, join(folder, 'data'))
  const end = async (): Promise<void> => {
    if (child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  onTestFinished(end)
  return { file, url, end, logged: () => logIn(join(folder, 'data')) }
}

/** All that the host has logged, over all its runs. */
function logIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  return files
    .filter((entry) => entry.isFile() && entry.name.includes('.log'))
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('')
}

const timesIn = (text: string, words: string): number => text.split(words).length - 1

test('it starts, says what is other, and saves the form of today beside the very bytes of before', async () => {
  const folder = scratch({ 'old.show.json': OLD.toString() })
  onTestFinished(() => folder[Symbol.dispose]())
  const first = await start(folder.path)
  const { show } = await getJson<{ show: { events: object } }>(`${first.url}/api/show`)
  expect(Object.keys(show.events)).toContain('own2.cue.fire')
  const asIs = readFileSync(first.file)
  expect(asIs).toEqual(OLD)
  const saved = await fetch(`${first.url}/api/show/save`, { method: 'POST' })
  expect(saved.status).toBe(200)
  expect(readFileSync(first.file, 'utf8')).toContain('"own2.cue.fire"')
  const digest = createHash('sha256').update(OLD).digest('hex')
  const { versions } = await getJson<{ versions: readonly ShowVersion[] }>(`${first.url}/api/show/versions`)
  expect(versions.map((version) => version.digest)).toContain(digest)
  const beside = readdirSync(folder.path).filter((name) => name.includes('(older form '))
  expect(beside.map((name) => readFileSync(join(folder.path, name)))).toEqual([OLD])
  await first.end()
  expect(timesIn(first.logged(), '"show.persistence.migrated"')).toBeGreaterThan(0)
  const said = timesIn(first.logged(), 'cue.fire is own2.cue.fire now')

  const again = await start(folder.path)
  await getJson(`${again.url}/api/show`)
  await again.end()
  expect(timesIn(again.logged(), 'cue.fire is own2.cue.fire now')).toBe(said)
}, 60_000)
