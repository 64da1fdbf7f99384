// Warnings by what they are about, so that one device in trouble is one thing to look at.
import type { HealthWarning } from '../../shared/model/payload/health.ts'

export interface WarningGroup {
  readonly where: string
  /** The controller or port it is about; null where it is none. */
  readonly device: string | null
  /** First raised in front. */
  readonly warnings: readonly HealthWarning[]
}

/** In the order of their first warning. */
export function grouped(warnings: readonly HealthWarning[]): readonly WarningGroup[] {
  const groups = new Map<string, HealthWarning[]>()
  for (const warning of warnings) {
    const key = warning.device ?? warning.where
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [warning])
    else group.push(warning)
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [HealthWarning]
    return { where: first.where, device: first.device ?? null, warnings: group }
  })
}
