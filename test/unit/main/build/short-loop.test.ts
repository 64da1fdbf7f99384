import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TANGLED, findShortLoop } from '../../../../main/build/short-loop.ts'
import type { Edge } from '../../../../main/build/short-loop.ts'
import { runs } from '../../../support/property-runs.ts'

/** The least time once round over all loops, by trying every way between every two nodes. */
function leastRound(edges: readonly (readonly Edge[])[]): number {
  const nodes = [...edges.keys()]
  const least = nodes.map(() => nodes.map(() => Infinity))
  const row = (from: number): number[] => least[from] as number[]
  for (const [from, leaving] of edges.entries()) {
    for (const { to, delay } of leaving) row(from)[to] = Math.min(row(from)[to] as number, delay)
  }
  for (const via of nodes) {
    for (const from of nodes) {
      for (const to of nodes) {
        const round = (row(from)[via] as number) + (row(via)[to] as number)
        if (round < (row(from)[to] as number)) row(from)[to] = round
      }
    }
  }
  return Math.min(...nodes.map((node) => row(node)[node] as number))
}

const graph = fc.nat(7).chain((last) =>
  fc.array(fc.array(fc.record({ to: fc.nat(last), delay: fc.nat(12) }), { maxLength: 3 }), {
    minLength: last + 1,
    maxLength: last + 1,
  }),
)

describe('a loop shorter than the limit', () => {
  test('is found just where there is one, and really leads round', () => {
    fc.assert(
      fc.property(graph, (edges) => {
        const loop = findShortLoop(edges, 20)
        if (loop === TANGLED) throw new Error('a small graph was given up')
        expect(loop !== null).toBe(leastRound(edges) < 20)
        if (loop === null) return
        const ways = loop.nodes.map((node, index) => {
          const to = loop.nodes[(index + 1) % loop.nodes.length]
          return Math.min(...(edges[node] ?? []).filter((edge) => edge.to === to).map(({ delay }) => delay))
        })
        expect(ways.reduce((sum, delay) => sum + delay, 0)).toBeLessThanOrEqual(loop.delay)
        expect(loop.delay).toBeLessThan(20)
      }),
      runs(3000),
    )
  })

  test('a ring of 10,000 nodes with no delay is found', () => {
    const edges = Array.from({ length: 10_000 }, (_, node) => [{ to: (node + 1) % 10_000, delay: 0 }])
    const loop = findShortLoop(edges, 20)
    expect(loop).toMatchObject({ delay: 0 })
    expect(loop !== null && loop !== TANGLED && loop.nodes.length).toBe(10_000)
  })

  test('a ring of 10,000 nodes 1 ms apart is slow enough', () => {
    const edges = Array.from({ length: 10_000 }, (_, node) => [{ to: (node + 1) % 10_000, delay: 1 }])
    expect(findShortLoop(edges, 20)).toBeNull()
  })

  test('a graph too tangled to search is given up', { timeout: 30_000 }, () => {
    const half = 2000
    const across = (from: number, delay: number): Edge[] =>
      Array.from({ length: half }, (_, to) => ({ to: from + to, delay }))
    const edges = Array.from({ length: 2 * half }, (_, node) => across(node < half ? half : 0, 10))
    expect(findShortLoop(edges, 20)).toBe(TANGLED)
  })
})
