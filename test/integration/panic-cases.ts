// A panic under each of many floods, at engines that are shared by those of one show.
import { afterAll, expect, test } from 'vitest'
import type { Flood } from '../support/panic-floods.ts'
import { openFor, panicAt } from '../support/panic-rig.ts'
import type { Flooded, Panicked, Way } from '../support/panic-rig.ts'

const LONGEST_MS = 60_000
const BY = { udp: 'by UDP', webSocket: 'of a screen', http: 'by HTTP' } as const

/** What has to be the same for two floods to follow one another at one engine; what rules began may go on by itself. */
const showOf = ({ name, playlists, schedulers, entry }: Flood): string =>
  JSON.stringify([playlists, schedulers === undefined ? null : name, entry])

interface Case {
  readonly flood: Flood
  readonly way: Way
  readonly name: string
  readonly by: string
}

function casesOf({ alsoByScreen = false, alsoByHttp = false, ...flood }: Flood): Case[] {
  const ways: Way[] = ['udp']
  if (alsoByScreen) ways.push('webSocket')
  if (alsoByHttp) ways.push('http')
  return ways.map((way) => ({ flood, way, name: flood.name, by: BY[way] }))
}

/**
 * Two engines of one show in turn where there are many cases of it: a second panic at one would have to wait until that of before
 * has played out. Who is flooded without being asked is alone.
 */
const TURNS_FROM = 8

class Engines implements AsyncDisposable {
  #show = ''
  #open: Flooded[] = []

  async next({ flood }: Case, ofItsShow: number): Promise<Flooded> {
    const show = showOf(flood)
    if (this.#show !== show) await this[Symbol.asyncDispose]()
    this.#show = show
    if (this.#open.length === 0) {
      const wanted = ofItsShow >= TURNS_FROM && flood.entry === undefined ? 2 : 1
      this.#open = await Promise.all(Array.from({ length: wanted }, () => openFor(flood)))
    }
    const [next, ...others] = this.#open as [Flooded, ...Flooded[]]
    this.#open = [...others, next]
    return next
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = this.#open
    this.#open = []
    await Promise.all(open.map((one) => one[Symbol.asyncDispose]()))
  }
}

function said({ name, by }: Case, { udp, tcp, silentAfter, presses }: Panicked): void {
  const [first, other, silent] = [udp, tcp, silentAfter].map((ms) => `${ms.toFixed(1)} ms`)
  console.log(`${name}, a panic ${by}: UDP ${first}, TCP ${other}, silent ${silent}, presses ${presses}`)
}

/** A test of each flood and each way to press panic. */
export function testPanicUnder(floods: readonly Flood[]): void {
  const engines = new Engines()
  afterAll(() => engines[Symbol.asyncDispose]())
  const ofShows = Map.groupBy(floods.flatMap(casesOf), ({ flood }) => showOf(flood))

  test.each([...ofShows.values()].flatMap((cases) => cases.map((one) => ({ ...one, many: cases.length }))))(
    'a panic $by arrives, and nothing of a stopped run after it: $name',
    async ({ many, ...one }) => {
      const at = await engines.next(one, many)
      let outcome: Panicked | null = null
      try {
        outcome = await panicAt(at, one.flood, one.way)
      } finally {
        // The next does not begin at one that did not come through.
        if (outcome === null || outcome.udp === Infinity || outcome.tcp === Infinity) {
          await engines[Symbol.asyncDispose]()
        }
      }
      said(one, outcome)
      expect(outcome.before).toBeGreaterThan(0)
      expect(outcome.afterPanic).toEqual([])
      expect(outcome.udp).toBeLessThan(Infinity)
      expect(outcome.tcp).toBeLessThan(Infinity)
    },
    LONGEST_MS,
  )
}
