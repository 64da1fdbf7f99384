// Layers of a sound show that can never be turned on, or never off again, because what switches them is only heard on themselves.
import { shown } from '../../shared/model/explain.ts'
import { layersOf } from '../../shared/model/match.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import type { Problems } from './problems.ts'

export function warnLayers({ layers = {} }: ShowFile, warnings: Problems): void {
  const needs = new Map<string, readonly string[]>()
  for (const [name, layer] of Object.entries(layers)) {
    const match = 'held' in layer ? layer.held : 'latched' in layer ? layer.latched : null
    const wanted = match === null ? [] : layersOf(match)
    needs.set(
      name,
      wanted.filter(([, on]) => on).map(([other]) => other),
    )
    if (!('latched' in layer) || !wanted.some(([other, on]) => other === name && !on)) continue
    const what = 'what turns it off is not heard while it is on'
    warnings.add('show/layer-of-itself', ['layers', name, 'latched', 'while'], what, () => LEAVE_OUT)
  }
  for (const [name, layer] of Object.entries(layers)) {
    const way = wayRound(needs, name)
    if (way === null) continue
    const field = 'held' in layer ? 'held' : 'latched'
    const through = way.length === 0 ? 'it' : `${way.map((other) => shown(other)).join(', ')} and so it`
    const what = `it is never on, for what turns it on is only heard while ${through} is`
    warnings.add('show/layer-of-itself', ['layers', name, field, 'while'], what, () => LEAVE_OUT)
  }
}

const LEAVE_OUT = 'leave the layer out of what switches it'

/** The layers between one and itself, each needing the next to be on; null where there is no such way. */
function wayRound(needs: ReadonlyMap<string, readonly string[]>, name: string): readonly string[] | null {
  const seen = new Set<string>()
  const open: (readonly string[])[] = [[name]]
  for (let way = open.shift(); way !== undefined; way = open.shift()) {
    for (const next of needs.get(way.at(-1)!) ?? []) {
      if (next === name) return way.slice(1)
      if (seen.has(next)) continue
      seen.add(next)
      open.push([...way, next])
    }
  }
  return null
}
