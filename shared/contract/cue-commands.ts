// What may be asked of cue lists and of single cues.
import { z } from 'zod'
import { cueNumber } from '../model/cue.ts'
import { identifier } from '../model/names.ts'
import { PLAYLIST_LIMITS } from '../model/playlist.ts'
import { act } from './command.ts'

const count = z.number().int().nonnegative()
const listId = identifier.optional().meta({ description: 'Id of a cue list; the first where absent' })

/** The first list where none is named. */
export const inList = z.strictObject({ list: listId })
const named = {
  list: listId,
  number: cueNumber.optional().meta({ description: 'Number of the cue' }),
  id: identifier.optional().meta({ description: 'Id of the cue, instead of its number' }),
}
const onlyOne: [(name: { number?: string | undefined; id?: string | undefined }) => boolean, string] = [
  ({ number, id }) => (number === undefined) !== (id === undefined),
  'needs either the number of a cue or its id',
]
const cue = z.strictObject(named).refine(...onlyOne)

const answeredCue = z.object({
  listId: z.string(),
  cueId: z.string(),
  number: z.string().nullable(),
  name: z.string(),
})
const started = answeredCue.extend({ runId: z.string().nullable() })
const standing = z.object({
  listId: z.string(),
  cueId: z.string().nullable(),
  number: z.string().nullable(),
})
const reached = z.strictObject({ cues: count })

/** `cue` is what a GO ran of a list; a show without lists has none. */
export const wentAnswer = z.object({
  playlistId: z.string().nullable(),
  runId: z.string().nullable(),
  cue: answeredCue.optional(),
})

const STOPS = /^\/cuewright\/(?:cue|list\/[^/*?[\]{}]+\/cue)\/[^/*?[\]{}]+\/stop$/

export const cueCommands = {
  /** The cue after the standby stands by, which is not run. */
  'cueList.skip': act(inList, standing, { begins: true }),
  'cueList.back': act(inList, standing, { begins: true }),
  /** Another cue stands by; none where neither number nor id is given. */
  'cueList.standBy': act(z.strictObject(named), standing, { begins: true }),
  /** GO of a cue, whatever stands by: what comes after it stands by then. */
  'cue.go': act(cue, started, { begins: true }),
  /** What stands by stays. */
  'cue.start': act(cue, started, { begins: true }),
  'cue.stop': act(cue, reached, {
    ends: { ahead: 'stop', why: 'the cue may be what floods', osc: STOPS },
  }),
  'cue.pause': act(cue, reached),
  'cue.resume': act(cue, reached, { begins: true }),
  /** Stands by to begin so many milliseconds later than at its beginning. */
  'cue.load': act(
    z
      .strictObject({ ...named, position: z.number().min(0).max(PLAYLIST_LIMITS.offset).default(0) })
      .refine(...onlyOne),
    standing,
    { begins: true },
  ),
  'cue.arm': act(cue, z.strictObject({ armed: z.boolean() })),
  'cue.disarm': act(cue, z.strictObject({ armed: z.boolean() })),
  /** Takes back one pre-wait or post-wait, by the number of the start. */
  'cue.cancelWait': act(
    z.strictObject({ play: z.number().int().positive() }),
    z.strictObject({ play: count }),
  ),
}
