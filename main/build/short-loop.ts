// Finds a way round in a graph of delays that comes back sooner than a limit.

export interface Edge {
  readonly to: number
  /** Milliseconds, 0 or more. */
  readonly delay: number
}

export interface Loop {
  /** In the order they are passed; the last leads back to the first. */
  readonly nodes: readonly number[]
  /** Milliseconds once round. */
  readonly delay: number
}

/** Stands for a search that was given up because the graph is too tangled. */
export const TANGLED = Symbol('tangled')

/** Edges followed before giving up, about half a second of work; a show that people wrote needs a few thousand. */
const EDGES_FOLLOWED = 2_000_000

class LoopSearch {
  readonly #edges: readonly (readonly Edge[])[]
  readonly #limit: number
  readonly #live: boolean[]
  readonly #incoming: number[]
  readonly #outgoing: number[]
  readonly #sources: number[][]
  #followed = 0

  constructor(edges: readonly (readonly Edge[])[], limit: number) {
    this.#edges = edges
    this.#limit = limit
    this.#live = edges.map(() => true)
    this.#incoming = edges.map(() => 0)
    this.#outgoing = edges.map((leaving) => leaving.length)
    this.#sources = edges.map(() => [])
    for (const [from, leaving] of edges.entries()) {
      for (const { to } of leaving) {
        this.#incoming[to] = (this.#incoming[to] as number) + 1
        this.#sources[to]?.push(from)
      }
    }
  }

  run(): Loop | typeof TANGLED | null {
    this.#peel(this.#edges.keys())
    for (const start of this.#edges.keys()) {
      if (!this.#live[start]) continue
      const found = this.#loopThrough(start)
      if (found !== null) return found
      this.#live[start] = false
      this.#peel(this.#detach(start))
    }
    return null
  }

  /** Takes out nodes that no way round can pass because nothing leads in or out, and those that this leaves likewise. */
  #peel(candidates: Iterable<number>): void {
    const waiting = [...candidates]
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (!this.#live[node] || (this.#incoming[node] !== 0 && this.#outgoing[node] !== 0)) continue
      this.#live[node] = false
      for (const neighbour of this.#detach(node)) waiting.push(neighbour)
    }
  }

  /** Takes a node's edges out of its neighbours' counts and names these neighbours. */
  #detach(node: number): number[] {
    const neighbours: number[] = []
    for (const { to } of this.#edges[node] as readonly Edge[]) {
      this.#incoming[to] = (this.#incoming[to] as number) - 1
      neighbours.push(to)
    }
    for (const from of this.#sources[node] as readonly number[]) {
      this.#outgoing[from] = (this.#outgoing[from] as number) - 1
      neighbours.push(from)
    }
    return neighbours
  }

  #loopThrough(start: number): Loop | typeof TANGLED | null {
    const reachedAfter = new Map<number, number>([[start, 0]])
    const reachedFrom = new Map<number, number>()
    let frontier = [start]
    while (frontier.length > 0) {
      const next: number[] = []
      for (const node of frontier) {
        const after = reachedAfter.get(node) as number
        for (const { to, delay } of this.#edges[node] as readonly Edge[]) {
          this.#followed += 1
          if (this.#followed > EDGES_FOLLOWED) return TANGLED
          const arrival = after + delay
          if (!this.#live[to] || arrival >= this.#limit) continue
          if (to === start) return { nodes: wayTo(node, reachedFrom), delay: arrival }
          if (arrival >= (reachedAfter.get(to) ?? Infinity)) continue
          reachedAfter.set(to, arrival)
          reachedFrom.set(to, node)
          next.push(to)
        }
      }
      frontier = next
    }
    return null
  }
}

function wayTo(end: number, reachedFrom: ReadonlyMap<number, number>): number[] {
  const way: number[] = []
  for (let node: number | undefined = end; node !== undefined; node = reachedFrom.get(node)) way.push(node)
  return way.reverse()
}

/** A loop once round which takes less than `limit` ms, if there is any. `edges[n]` leave node n. */
export function findShortLoop(
  edges: readonly (readonly Edge[])[],
  limit: number,
): Loop | typeof TANGLED | null {
  return new LoopSearch(edges, limit).run()
}
