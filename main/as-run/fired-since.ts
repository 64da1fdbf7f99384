// Whether a rule has had its time already, also before the engine was started anew.
import type { AsRunEntry } from '../../shared/model/as-run.ts'
import type { AsRun } from './as-run.ts'

/** What counts as its time having had its due; an event that also makes it fire does not. */
const DUE: ReadonlySet<unknown> = new Set(['calendar', 'cron', 'operator'])
const PAGE = 1000
/** Pages that are looked through: a scheduler whose rules fire as often as they may fills one in seven seconds or more. */
const MOST_PAGES = 90

/** False also where the log cannot be read: the show goes on without it. */
export async function firedSince(
  query: AsRun['query'],
  {
    schedulerId,
    ruleId,
    since,
  }: { readonly schedulerId: string; readonly ruleId: string; readonly since: number },
): Promise<boolean> {
  const isIt = ({ subject, payload }: AsRunEntry): boolean =>
    subject === `${schedulerId}/${ruleId}` && DUE.has((payload as { readonly trigger?: unknown }).trigger)
  const asked = { types: ['rule.fired'], source: `scheduler:${schedulerId}`, from: since, limit: PAGE }
  let before: string | undefined
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found = await query({ ...asked, before })
    if (!found.ok) return false
    if (found.value.entries.some(isIt)) return true
    if (found.value.next === null) return false
    before = found.value.next
  }
  return false
}
