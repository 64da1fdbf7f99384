// What is kept of who may do what: roles of the doors, the PIN as a hash, and the lock; readable by this user alone.
import { z } from 'zod'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { Lock } from '../../shared/contract/access-view.ts'
import { explainIssue, formatPath } from '../../shared/model/explain.ts'
import type { Role } from '../../shared/model/client.ts'

/** As settings and the command line write them. */
export const ROLES_BY_WORD = {
  view: 'viewer',
  operate: 'operator',
  edit: 'editor',
} as const satisfies Record<string, Role>
const role = z.enum(['view', 'operate', 'edit'])

/** Bounds of what a file may have a computer work and hold. */
const pinHash = z.strictObject({
  salt: z.base64().length(24),
  hash: z.base64().length(44),
  cost: z.number().int().min(1024).max(131_072),
})
export type PinHash = Readonly<z.infer<typeof pinHash>>

const roles = z.strictObject({
  local: role.optional(),
  http: role.optional(),
  osc: role.optional(),
  oscPeers: role.optional(),
})
export type DoorSettings = Readonly<z.infer<typeof roles>>

const accessFile = z.strictObject({
  version: z.literal(1),
  roles: roles.default({}),
  pin: pinHash.nullable().default(null),
  locked: z
    .strictObject({ by: z.string().max(200), at: z.number() })
    .nullable()
    .default(null),
})

export interface Kept {
  readonly roles: DoorSettings
  readonly pin: PinHash | null
  readonly locked: Lock | null
}

export const NOTHING_KEPT: Kept = { roles: {}, pin: null, locked: null }

/** What the file says. It is refused whole where any of it is wrong: what it was to forbid is not known then. */
export function readKept(bytes: Uint8Array, where: string): Result<Kept> {
  let said: unknown
  try {
    said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return failed(unreadable(where, 'it is no JSON'))
  }
  const parsed = accessFile.safeParse(said, { error: explainIssue })
  if (parsed.success) return ok(parsed.data)
  const [issue] = parsed.error.issues
  const field = formatPath(issue?.path ?? [])
  return failed(unreadable(where, `${field} ${issue?.message ?? 'has the wrong shape'}`.trim()))
}

export function keptText({ roles: doors, pin, locked }: Kept): Uint8Array {
  return Buffer.from(`${JSON.stringify({ version: 1, roles: doors, pin, locked }, null, 2)}\n`)
}

export function unreadable(where: string, why: string): Fault {
  const what = `who may do what cannot be read, so the engine is locked: ${why}`
  return fault(
    'access/unreadable',
    where,
    what,
    'mend the file and start again, or start once with --reset-pin, which sets it aside',
  )
}
