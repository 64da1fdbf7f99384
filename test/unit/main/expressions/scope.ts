// What the expressions of these tests see.
import type { Scope } from '../../../../main/expressions/scope.ts'

const payload = { level: 4.5, n: 3, list: [1, 2, 3], name: 'Mia', fader: { hand: { left: 1 } }, none: null }

/** A rule of the foyer that an operator's event made fire; what is given replaces its fields. */
export function scopeOf(fields: Partial<Scope> = {}): Scope {
  return {
    event: { type: 'lights.go', source: 'operator', at: 120, time: 1_790_000_000_000, payload },
    vars: { n: 2, open: true, title: 'Foyer', people: ['Ada', 'Ben'] },
    params: { level: 0.5 },
    now: 1_790_000_000_000,
    timeZone: 'UTC',
    scheduler: { id: 'foyer' },
    ...fields,
  }
}
