// Which playlists a message is for whose address names them by a pattern, and how many of them it may start.
import type { Clock } from '../../shared/base/clock.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { isOscPattern } from '../../shared/model/osc-pattern.ts'
import { PatternWork } from '../../shared/model/pattern-work.ts'

/** Playlists that one message may start, and that patterns may start in a second: each start takes some 0.1 ms. */
const MOST_STARTS = 256
const STARTS_PER_SECOND = 1024

interface FanOutOptions {
  readonly clock: Clock
  readonly patterns: PatternWork
  playlistIds(): readonly string[]
  /** Those of which runs are active. */
  activeIds(): readonly string[]
}

/** The path with each of the playlists in the pattern's place. */
type Paths = readonly (readonly string[])[]

export class FanOut {
  readonly #options: FanOutOptions
  /** What stops may take, whatever was spent on other patterns. */
  readonly #stops: PatternWork
  #startsLeft = STARTS_PER_SECOND
  #countedAt = 0

  constructor(options: FanOutOptions) {
    this.#options = options
    const refused = (event: EventEnvelope): void => options.patterns.refuse(event)
    this.#stops = new PatternWork({ clock: options.clock, refused })
  }

  /** A playlist's place in the path may be an OSC pattern, which stands for every playlist that it matches. */
  paths(path: readonly string[], event: EventEnvelope): Result<Paths> {
    const [area, name, verb = ''] = path
    if (area !== 'playlist' || name === undefined || !isOscPattern(name)) return ok([path])
    const reached = this.#reached(name, verb)
    if (reached === null) {
      this.#options.patterns.refuse(event)
      return failed(tooMuchWork(name))
    }
    if (verb === 'start') {
      const refusal = this.#refusal(name, reached.length)
      if (refusal !== null) return refusal
    }
    return ok(reached.map((id) => ['playlist', id.slice(1), ...path.slice(2)]))
  }

  /** Those of the names that a pattern matches. */
  names(pattern: string, names: readonly string[], event: EventEnvelope): Result<readonly string[]> {
    const { patterns } = this.#options
    const { addresses } = patterns.reached(
      `/${pattern}`,
      names.map((name) => `/${name}`),
    )
    if (addresses !== null) return ok(addresses.map((address) => address.slice(1)))
    patterns.refuse(event)
    return failed(tooMuchWork(pattern))
  }

  /** All but a start is only for what plays. A stop is not refused for the work that others have made. */
  #reached(name: string, verb: string): readonly string[] | null {
    const { patterns, playlistIds, activeIds } = this.#options
    const ids = (verb === 'start' ? playlistIds() : activeIds()).map((id) => `/${id}`)
    return (verb === 'stop' ? this.#stops : patterns).reached(`/${name}`, ids).addresses
  }

  #refusal(name: string, wanted: number): Result<never> | null {
    const now = this.#options.clock.now()
    const gained = ((now - this.#countedAt) / 1000) * STARTS_PER_SECOND
    this.#startsLeft = Math.min(STARTS_PER_SECOND, this.#startsLeft + gained)
    this.#countedAt = now
    if (wanted > MOST_STARTS)
      return failed(tooMany(name, `${wanted} playlists at once; ${MOST_STARTS} may be`))
    if (wanted > this.#startsLeft)
      return failed(tooMany(name, `more than ${STARTS_PER_SECOND} playlists within a second`))
    this.#startsLeft -= wanted
    return null
  }
}

const tooMuchWork = (name: string) =>
  fault(
    'osc/pattern-work',
    name.slice(0, 60),
    'the pattern takes too much work',
    'name fewer playlists, or send it less often',
  )

const tooMany = (name: string, what: string) =>
  fault(
    'osc/too-many-starts',
    name.slice(0, 60),
    `it would start ${what}`,
    'name fewer, or let one playlist start them',
  )
