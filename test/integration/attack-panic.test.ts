// Panic under every flood that is known: it arrives, and nothing of what was playing arrives after it. Times are printed only.
import { expect, test } from 'vitest'
import { FLOODS } from '../support/panic-floods.ts'
import { panicUnder } from '../support/panic-rig.ts'

const LONGEST_MS = 40_000

function said(
  name: string,
  way: string,
  { udp, tcp, silentAfter, presses }: Awaited<ReturnType<typeof panicUnder>>,
) {
  const ms = (figure: number): string => `${figure.toFixed(1)} ms`
  console.log(
    `${name}, by ${way}: UDP ${ms(udp)}, TCP ${ms(tcp)}, silent ${ms(silentAfter)}, presses ${presses}`,
  )
}

test.each(FLOODS.map((flood) => [flood.name, flood] as const))(
  'a panic by UDP arrives, and nothing of a stopped run after it: %s',
  async (name, flood) => {
    const panicked = await panicUnder(flood, 'udp')
    said(name, 'UDP', panicked)
    expect(panicked.before).toBeGreaterThan(0)
    expect(panicked.afterPanic).toEqual([])
    expect(panicked.udp).toBeLessThan(Infinity)
    expect(panicked.tcp).toBeLessThan(Infinity)
  },
  LONGEST_MS,
)

test.each(FLOODS.filter(({ alsoByScreen }) => alsoByScreen).map((flood) => [flood.name, flood] as const))(
  'a panic of a screen arrives, and nothing of a stopped run after it: %s',
  async (name, flood) => {
    const panicked = await panicUnder(flood, 'webSocket')
    said(name, 'WebSocket', panicked)
    expect(panicked.afterPanic).toEqual([])
    expect(panicked.udp).toBeLessThan(Infinity)
    expect(panicked.tcp).toBeLessThan(Infinity)
  },
  LONGEST_MS,
)
