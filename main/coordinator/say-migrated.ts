// Publishes what is other in a show than in what it was read from, because that has an older form.
import type { Publish } from '../../shared/model/event.ts'

/** Nothing where nothing is. */
export function sayMigrated(
  publish: Publish,
  path: string | null,
  changes: readonly string[] | null | undefined,
  cause: number | null,
): void {
  if (changes === null || changes === undefined) return
  const payload = { path, changes: [...changes] }
  publish({ type: 'show.persistence.migrated', source: 'show', cause, payload })
}
