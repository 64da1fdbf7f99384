// What kind of thing an activity line tells, and which lines hang together as cause and effect.
import type { ActivityLine } from '../../shared/contract/streams.ts'

export type ActivityKind = 'osc' | 'emitted' | 'command' | 'warning' | 'other'

export function kindOf({ type, severity }: Pick<ActivityLine, 'type' | 'severity'>): ActivityKind {
  if (severity === 'warning') return 'warning'
  if (type === 'osc.received') return 'osc'
  if (type === 'playlist.emitted' || type === 'osc.send') return 'emitted'
  return type.startsWith('command.') || type === 'standby.changed' ? 'command' : 'other'
}

const NOTABLE = /^(?:cue|command|show|interrupt|device)\./

/**
 * The newest line that tells what somebody did or what became of it, and not what merely passed through. Who is refused has a
 * notice that says why.
 */
export function lastNotable(lines: readonly ActivityLine[]): ActivityLine | null {
  const isNotable = ({ type, severity }: ActivityLine): boolean =>
    type !== 'command.rejected' && (severity === 'warning' || NOTABLE.test(type))
  return lines.find(isNotable) ?? null
}

/** `seq` of every line that led to the chosen one and every line that followed from it, itself included. */
export function causeChain(lines: readonly ActivityLine[], chosen: number): ReadonlySet<number> {
  const bySeq = new Map(lines.map((line) => [line.seq, line]))
  const chain = new Set([chosen])
  let cause = bySeq.get(chosen)?.cause ?? null
  // A cause always has a smaller seq, so this ends.
  while (cause !== null) {
    chain.add(cause)
    cause = bySeq.get(cause)?.cause ?? null
  }
  const followers = new Set([chosen])
  for (const line of [...lines].sort((left, right) => left.seq - right.seq)) {
    if (line.cause !== null && followers.has(line.cause)) followers.add(line.seq)
  }
  for (const seq of followers) chain.add(seq)
  return chain
}
