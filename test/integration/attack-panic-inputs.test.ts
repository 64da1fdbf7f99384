// Panic while controllers and connections flood, and while pages look on: it arrives, and nothing of what was playing after it.
import { expect, test } from 'vitest'
import { INPUT_FLOODS } from '../support/panic-floods.ts'
import { panicUnder } from '../support/panic-rig.ts'
import type { Way } from '../support/panic-rig.ts'

const LONGEST_MS = 60_000
const BY = { udp: 'by UDP', webSocket: 'of a screen', http: 'by HTTP' } as const

const cases = INPUT_FLOODS.flatMap((flood) => {
  const { name, alsoByScreen = false, alsoByHttp = false } = flood
  const ways: Way[] = ['udp']
  if (alsoByScreen) ways.push('webSocket')
  if (alsoByHttp) ways.push('http')
  return ways.map((way) => ({ flood, way, name, by: BY[way] }))
})

test.each(cases)(
  'a panic $by arrives, and nothing of a stopped run after it: $name',
  async ({ flood, way, name, by }) => {
    const { udp, tcp, silentAfter, presses, before, afterPanic } = await panicUnder(flood, way)
    const [first, other, silent] = [udp, tcp, silentAfter].map((ms) => `${ms.toFixed(1)} ms`)
    console.log(`${name}, a panic ${by}: UDP ${first}, TCP ${other}, silent ${silent}, presses ${presses}`)
    expect(before).toBeGreaterThan(0)
    expect(afterPanic).toEqual([])
    expect(udp).toBeLessThan(Infinity)
    expect(tcp).toBeLessThan(Infinity)
  },
  LONGEST_MS,
)
