// The HID driver's surroundings in a live show: node-hid, and the profiles that come with the app.
import { ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { loadNodeHid } from './node-hid.ts'
import type { Profile } from './profiles.ts'
import type { HidSource } from './source.ts'

export async function loadHid(
  profiles: readonly Profile[],
): Promise<Result<{ readonly source: HidSource; readonly profiles: readonly Profile[] }>> {
  const source = await loadNodeHid()
  return source.ok ? ok({ source: source.value, profiles }) : source
}
