// What pages of faders of a sound show can hardly be meant to hold: what is gone, and the same twice.
import { shown } from '../../shared/model/explain.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'

export function warnFaderPages({ pages, params }: ShowFile, warnings: Problems): void {
  const names = new Set(Object.keys(params))
  for (const [index, page] of pages.entries()) {
    const seen = new Set<string>()
    for (const [place, name] of page.params.entries()) {
      const path = ['pages', index, 'params', place]
      if (!names.has(name)) {
        const next = (): string => meant(name, names, 'take it off the page, or add such a parameter')
        warnings.add('show/empty-place', path, `the show has no parameter ${shown(name)}`, next)
      } else if (seen.has(name)) {
        const what = `${shown(name)} is on this page already, and shown there once`
        warnings.add('show/no-effect', path, what, () => 'leave one of both out')
      }
      seen.add(name)
    }
  }
}
