// Panic under every flood that is known: it arrives, and nothing of what was playing arrives after it. Times are printed only.
import { afterAll, expect, test } from 'vitest'
import { FLOODS } from '../support/panic-floods.ts'
import type { Flood } from '../support/panic-floods.ts'
import { openFor, panicAt } from '../support/panic-rig.ts'
import type { Flooded, Panicked, Way } from '../support/panic-rig.ts'

const LONGEST_MS = 60_000

/** What has to be the same for two floods to follow one another at one engine; what rules began may go on by itself. */
const showOf = ({ name, playlists, schedulers, params }: Flood): string =>
  JSON.stringify([playlists, params, schedulers === undefined ? null : name])

let opened: { readonly show: string; readonly at: Flooded } | null = null

async function close(): Promise<void> {
  const last = opened
  opened = null
  await last?.at[Symbol.asyncDispose]()
}
afterAll(close)

/** One panic, at the engine of the flood before where that has the same show and came through. */
async function panicked(flood: Flood, way: Way): Promise<Panicked> {
  const show = showOf(flood)
  if (opened?.show !== show) {
    await close()
    opened = { show, at: await openFor(flood) }
  }
  const { at } = opened
  try {
    const outcome = await panicAt(at, flood, way)
    if (outcome.udp < Infinity && outcome.tcp < Infinity) return outcome
    await close()
    return outcome
  } catch (thrown) {
    await close()
    throw thrown
  }
}

function said(what: string, { udp, tcp, silentAfter, presses }: Panicked): void {
  const ms = (figure: number): string => `${figure.toFixed(1)} ms`
  console.log(`${what}: UDP ${ms(udp)}, TCP ${ms(tcp)}, silent ${ms(silentAfter)}, presses ${presses}`)
}

const cases = FLOODS.flatMap((flood) => {
  const ways: readonly Way[] = flood.alsoByScreen === true ? ['udp', 'webSocket'] : ['udp']
  return ways.map((way) => ({ flood, way, name: flood.name, by: way === 'udp' ? 'by UDP' : 'of a screen' }))
})
/** Those of one show after each other. */
const inTurn = [...Map.groupBy(cases, ({ flood }) => showOf(flood)).values()].flat()

test.each(inTurn)(
  'a panic $by arrives, and nothing of a stopped run after it: $name',
  async ({ flood, way, name, by }) => {
    const outcome = await panicked(flood, way)
    said(`${name}, a panic ${by}`, outcome)
    expect(outcome.before).toBeGreaterThan(0)
    expect(outcome.afterPanic).toEqual([])
    expect(outcome.udp).toBeLessThan(Infinity)
    expect(outcome.tcp).toBeLessThan(Infinity)
  },
  LONGEST_MS,
)
