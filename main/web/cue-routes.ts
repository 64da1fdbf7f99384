// Routes to cue lists: how they stand, GO, and what is asked of single cues by their numbers.
import { z } from 'zod'
import { commands } from '../../shared/contract/commands.ts'
import { CUE_CONTINUES, CUE_GROUPS, cueNumber } from '../../shared/model/cue.ts'
import { identifier } from '../../shared/model/names.ts'
import { cueStart } from '../../shared/model/payload/cue.ts'
import { PLAYLIST_LIMITS } from '../../shared/model/playlist.ts'
import { jsonAnswer, route } from './route.ts'
import type { Route } from './route.ts'
import type { Execute } from './served.ts'

const nothing = z.strictObject({})
const inList = z.strictObject({ list: identifier })
const ofCue = z.strictObject({ list: identifier, number: cueNumber })
const text = z.string()
const ms = z.number()

const listedCue = z.strictObject({
  key: text,
  listId: text,
  cueId: text,
  number: text.nullable(),
  name: text,
  note: text.meta({ description: 'Its beginning, where it is long' }),
  colour: text.nullable(),
  armed: z.boolean().meta({ description: 'As the show says' }),
  group: z.enum(CUE_GROUPS).nullable(),
  depth: z.number(),
  follows: z.boolean().meta({ description: 'Started by another cue, so that no GO stops at it' }),
  preWait: ms,
  continue: z.enum(CUE_CONTINUES),
  postWait: ms,
  does: z.array(text),
})
const cueState = z.strictObject({
  key: text,
  play: z.number(),
  state: z.enum(['waiting', 'asking', 'running', 'completed', 'failed', 'stopped', 'skipped']),
  from: cueStart,
  startedAt: ms,
  endedAt: ms.nullable(),
  wait: z.strictObject({ kind: z.enum(['pre', 'post']), dueAt: ms.nullable(), left: ms }).nullable(),
  runs: z.array(text),
  error: text.nullable(),
})
const listedCues = z.strictObject({
  cueLists: z.array(
    z.strictObject({ id: text, name: text, number: text.nullable(), colour: text.nullable() }),
  ),
  cues: z.array(listedCue),
  lists: z.array(
    z.strictObject({
      id: text,
      standby: text.nullable(),
      playhead: text.nullable(),
      loaded: ms.nullable(),
      standbyNumber: text.nullable(),
      standbyName: text.nullable(),
    }),
  ),
  states: z.array(cueState),
  armed: z.array(z.strictObject({ key: text, armed: z.boolean() })),
  cut: z.literal(true).optional(),
})

export function cueRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/cue-lists',
      id: 'cueLists',
      tag: 'cues',
      summary: 'All cue lists with their cues, where each list stands, and the cues that were started',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('The lists', listedCues),
      handle: ({ by }) => execute('cues.list', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/go',
      id: 'go',
      tag: 'cues',
      summary: 'GO: run what stands by in the first list, or the playlist that does in a show without lists',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('What was run', commands['show.go'].answer),
      handle: ({ by }) => execute('show.go', {}, by),
    }),
    ...listRoutes(execute),
    ...startRoutes(execute),
    ...holdRoutes(execute),
    ...armRoutes(execute),
    route({
      method: 'DELETE',
      path: '/api/cue-lists/waits/{play}',
      id: 'cancelCueWait',
      tag: 'cues',
      summary: 'Take back a pre-wait or a post-wait, by the number of the start',
      params: z.strictObject({ play: z.coerce.number().pipe(z.number().int().positive()) }),
      query: null,
      body: null,
      answer: jsonAnswer('The start', commands['cue.cancelWait'].answer),
      handle: ({ params, by }) => execute('cue.cancelWait', params, by),
    }),
  ]
}

function listRoutes(execute: Execute): readonly Route[] {
  const moved = jsonAnswer('What stands by then', commands['cueList.skip'].answer)
  return [
    route({
      method: 'POST',
      path: '/api/cue-lists/{list}/go',
      id: 'goOfList',
      tag: 'cues',
      summary: 'GO: run what stands by in a list',
      params: inList,
      query: null,
      body: null,
      answer: jsonAnswer('The cue', commands['show.go'].answer),
      handle: ({ params, by }) => execute('show.go', params, by),
    }),
    ...(['skip', 'back'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `/api/cue-lists/{list}/${verb}`,
        id: `${verb}OfList`,
        tag: 'cues',
        summary: verb === 'skip' ? 'The cue after stands by' : 'The cue before stands by',
        params: inList,
        query: null,
        body: null,
        answer: moved,
        handle: ({ params, by }) => execute(`cueList.${verb}`, params, by),
      }),
    ),
    route({
      method: 'POST',
      path: '/api/cue-lists/{list}/standby',
      id: 'standbyOfList',
      tag: 'cues',
      summary: 'Another cue stands by; none where no number is given',
      params: inList,
      query: null,
      body: z.strictObject({ number: cueNumber.optional() }),
      answer: moved,
      handle: ({ params, body, by }) => execute('cueList.standBy', { ...params, ...body }, by),
    }),
  ]
}

function startRoutes(execute: Execute): readonly Route[] {
  return [
    ...(['start', 'go'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `/api/cue-lists/{list}/cues/{number}/${verb}`,
        id: `${verb}Cue`,
        tag: 'cues',
        summary:
          verb === 'start'
            ? 'Start a cue; what stands by stays'
            : 'GO of a cue; what comes after it stands by then',
        params: ofCue,
        query: null,
        body: null,
        answer: jsonAnswer('The cue', commands['cue.start'].answer),
        handle: ({ params, by }) => execute(`cue.${verb}`, params, by),
      }),
    ),
    route({
      method: 'POST',
      path: '/api/cue-lists/{list}/cues/{number}/load',
      id: 'loadCue',
      tag: 'cues',
      summary: 'A cue stands by, to begin so many milliseconds later than at its beginning',
      params: ofCue,
      query: null,
      body: z.strictObject({ position: z.number().min(0).max(PLAYLIST_LIMITS.offset).default(0) }),
      answer: jsonAnswer('What stands by then', commands['cue.load'].answer),
      handle: ({ params, body, by }) => execute('cue.load', { ...params, ...body }, by),
    }),
  ]
}

function holdRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/cue-lists/{list}/cues/{number}/stop',
      id: 'stopCue',
      tag: 'cues',
      summary: 'End a cue that is on its way, and what it started',
      params: ofCue,
      query: null,
      body: null,
      answer: jsonAnswer('How many starts of it were ended', commands['cue.stop'].answer),
      ends: 'cue.stop',
      handle: ({ params, by }) => execute('cue.stop', params, by),
    }),
    ...(['pause', 'resume'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `/api/cue-lists/{list}/cues/{number}/${verb}`,
        id: `${verb}Cue`,
        tag: 'cues',
        summary: verb === 'pause' ? 'Hold its waits and what it started' : 'Let them go on',
        params: ofCue,
        query: null,
        body: null,
        answer: jsonAnswer('How many starts of it it reached', commands['cue.pause'].answer),
        handle: ({ params, by }) => execute(`cue.${verb}`, params, by),
      }),
    ),
  ]
}

function armRoutes(execute: Execute): readonly Route[] {
  return (['arm', 'disarm'] as const).map((verb) =>
    route({
      method: 'POST',
      path: `/api/cue-lists/{list}/cues/{number}/${verb}`,
      id: `${verb}Cue`,
      tag: 'cues',
      summary: verb === 'arm' ? 'Let a cue act' : 'Keep a cue from acting; its waits and what follows go on',
      params: ofCue,
      query: null,
      body: null,
      answer: jsonAnswer('Whether it is armed', commands['cue.arm'].answer),
      handle: ({ params, by }) => execute(`cue.${verb}`, params, by),
    }),
  )
}
