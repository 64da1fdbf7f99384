// Which playlists and parameters a message is for whose address names them by a pattern, and how many of them it may have begin.
import type { Clock } from '../../shared/base/clock.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { isOscPattern } from '../../shared/model/osc-pattern.ts'
import { PatternWork } from '../../shared/model/pattern-work.ts'

/** Playlists that one message may start, and that patterns may start in a second: each start takes some 0.1 ms. */
const MOST_STARTS = 256
const STARTS_PER_SECOND = 1024
/** Fades likewise: as many as a show may have parameters. */
const FADES_PER_SECOND = 1024

interface FanOutOptions {
  readonly clock: Clock
  readonly patterns: PatternWork
  playlistIds(): readonly string[]
  paramNames(): readonly string[]
  /** Those of which runs are active. */
  activeIds(): readonly string[]
}

/** The path with each of the playlists in the pattern's place. */
type Paths = readonly (readonly string[])[]

export class FanOut {
  readonly #options: FanOutOptions
  /** What stops may take, whatever was spent on other patterns. */
  readonly #stops: PatternWork

  readonly #starts: Allowance
  readonly #fades: Allowance

  constructor(options: FanOutOptions) {
    this.#options = options
    this.#starts = new Allowance(options.clock, STARTS_PER_SECOND)
    this.#fades = new Allowance(options.clock, FADES_PER_SECOND)
    const refused = (event: EventEnvelope): void => options.patterns.refuse(event)
    this.#stops = new PatternWork({ clock: options.clock, refused })
  }

  /** A playlist's or a parameter's place in the path may be an OSC pattern, which stands for all that it matches. */
  paths(path: readonly string[], event: EventEnvelope): Result<Paths> {
    const [area, name, verb = ''] = path
    if (name === undefined || !isOscPattern(name)) return ok([path])
    if (area === 'param') return this.#paramPaths(name, path, event)
    if (area !== 'playlist') return ok([path])
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

  #paramPaths(pattern: string, path: readonly string[], event: EventEnvelope): Result<Paths> {
    const reached = this.names(pattern, this.#options.paramNames(), event)
    if (!reached.ok) return reached
    if (path.length === FADE_PATH && !this.#fades.takes(reached.value.length))
      return failed(tooMany(pattern, `more than ${FADES_PER_SECOND} fades within a second`))
    return ok(reached.value.map((name) => ['param', name, ...path.slice(2)]))
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
    if (wanted > MOST_STARTS)
      return failed(tooMany(name, `${wanted} playlists at once; ${MOST_STARTS} may be`))
    return this.#starts.takes(wanted)
      ? null
      : failed(tooMany(name, `more than ${STARTS_PER_SECOND} playlists within a second`))
  }
}

/** `param/{name}/fade` */
const FADE_PATH = 3

/** So many a second, of which a second's worth may come at once. */
class Allowance {
  readonly #clock: Clock
  readonly #perSecond: number
  #left: number
  #countedAt = 0

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock
    this.#perSecond = perSecond
    this.#left = perSecond
  }

  /** False where there are not as many left, of which none is taken then. */
  takes(wanted: number): boolean {
    const now = this.#clock.now()
    const gained = ((now - this.#countedAt) / 1000) * this.#perSecond
    this.#left = Math.min(this.#perSecond, this.#left + gained)
    this.#countedAt = now
    if (wanted > this.#left) return false
    this.#left -= wanted
    return true
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
