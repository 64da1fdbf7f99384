// Routes by which other programs lock the engine and unlock it, and set its PIN.
import { z } from 'zod'
import { commands } from '../../shared/contract/commands.ts'
import { ROLES } from '../../shared/model/client.ts'
import { jsonAnswer, route } from './route.ts'
import type { Route } from './route.ts'
import type { Execute } from './served.ts'

const nothing = z.strictObject({})
const accessAnswer = z.strictObject({
  locked: z.strictObject({ by: z.string(), at: z.number() }).nullable(),
  hasPin: z.boolean(),
  trouble: z.strictObject({ what: z.string(), next: z.string() }).nullable(),
  revision: z.number().int(),
  role: z.enum(ROLES).meta({ description: 'What this program may do now' }),
  unlockedRole: z.enum(ROLES).meta({ description: 'What it might if nothing were locked' }),
})

export function accessRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/access',
      id: 'access',
      tag: 'access',
      summary: 'Whether the show is locked, and what this program may do',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('The lock, and the role', accessAnswer),
      handle: ({ by }) => execute('access.read', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/access/lock',
      id: 'lock',
      tag: 'access',
      summary: 'Lock the show: it plays on, and nobody edits; answered when a restart would find it locked',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('Whether the disk has it', commands['access.lock'].answer),
      handle: ({ by }) => execute('access.lock', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/access/unlock',
      id: 'unlock',
      tag: 'access',
      summary: 'Unlock the show; with the PIN where one is set',
      params: nothing,
      query: null,
      body: commands['access.unlock'].args,
      answer: jsonAnswer('Whether the disk has it', commands['access.unlock'].answer),
      handle: ({ body, by }) => execute('access.unlock', body, by),
    }),
    route({
      method: 'POST',
      path: '/api/access/pin',
      id: 'setPin',
      tag: 'access',
      summary: 'Set the PIN, change it, or take it away',
      params: nothing,
      query: null,
      body: commands['access.setPin'].args,
      answer: jsonAnswer('Whether there is one now', commands['access.setPin'].answer),
      handle: ({ body, by }) => execute('access.setPin', body, by),
    }),
  ]
}
