// The HID driver's surroundings in a live show: node-hid and the profiles that come with the app.
import { ok } from '../../../shared/base/result.ts'
import type { Fault, Result } from '../../../shared/base/result.ts'
import { loadNodeHid } from './node-hid.ts'
import { readProfiles } from './profiles.ts'
import type { Profile } from './profiles.ts'
import type { HidSource } from './source.ts'

/** Profiles that cannot be read are told to `refused`, and their devices are decoded by their descriptors. */
export async function loadHid(
  profilesDir: string,
  refused: (fault: Fault) => void,
): Promise<Result<{ readonly source: HidSource; readonly profiles: readonly Profile[] }>> {
  const [source, { profiles, faults }] = await Promise.all([loadNodeHid(), readProfiles(profilesDir)])
  for (const fault of faults) refused(fault)
  return source.ok ? ok({ source: source.value, profiles }) : source
}
