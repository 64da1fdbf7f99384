// What the show holds, as it is answered to who edits it.
import { jsonBytes } from '../../shared/base/json-bytes.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { ANSWER_BYTES } from '../../shared/contract/answer-size.ts'
import type { CommandAnswer, ParsedArgs } from '../../shared/contract/commands.ts'
import { stepKeys } from '../../shared/model/mutations/edited-show.ts'
import type { EditedShow } from '../../shared/model/mutations/edited-show.ts'
import { rangesOf } from '../../shared/model/mutations/key-ranges.ts'
import type { ThingRef } from '../../shared/model/mutations/mutation.ts'
import { wordsOf } from '../../shared/model/mutations/refusals.ts'
import { SETTINGS, settingOf } from '../../shared/model/mutations/settings.ts'
import { thingIn, thingsOf } from '../../shared/model/mutations/things.ts'
import type { Thing } from '../../shared/model/mutations/things.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'

type Read = CommandAnswer<'show.read'>

export function readThing(
  edited: EditedShow,
  { kind, id, in: inside }: ParsedArgs<'show.read'>,
): Result<Read> {
  const { show, generation } = edited
  if (kind === 'show') {
    const settings = SETTINGS.map((setting) => [setting, settingOf(show, setting)] as const)
    return ok({
      generation,
      definition: Object.fromEntries(settings.filter(([, value]) => value !== undefined)),
    })
  }
  if (id === undefined) return failed(fault('command/invalid', 'show.read id', 'is missing', 'name one'))
  const ref: ThingRef = inside === undefined ? { kind, id } : { kind, id, in: inside }
  const definition = thingIn(thingsOf(show, kind, inside), kind, id)
  if (definition === undefined) {
    const next = 'it may have been removed or renamed; look at the show as it is now'
    return failed(fault('show/unknown', wordsOf(ref), `the show has no ${wordsOf(ref)}`, next))
  }
  if (kind === 'playlist') return ok(readPlaylist(edited, definition as unknown as PlaylistDefinition))
  return ok({ generation, definition })
}

function readPlaylist(edited: EditedShow, playlist: PlaylistDefinition): Read {
  const { generation } = edited
  const whole = {
    generation,
    definition: playlist as unknown as Thing,
    keys: rangesOf(stepKeys(edited, playlist).keys),
  }
  if (jsonBytes(whole, ANSWER_BYTES) <= ANSWER_BYTES) return whole
  const { steps: _, ...definition } = playlist
  return { generation, definition, cut: true }
}
