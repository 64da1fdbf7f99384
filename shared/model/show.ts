// The show file, version 1: everything an operator has prepared, as plain JSON.
import { z } from 'zod'
import { eventTypeName } from './event.ts'
import { jsonObject } from './json.ts'
import { identifier, playlistDefinition } from './playlist.ts'

export const SHOW_VERSION = 1

export const SHOW_LIMITS = {
  bytes: 64 * 1024 * 1024,
  depth: 64,
  playlists: 10_000,
  /** Steps of all playlists together. */
  steps: 200_000,
  events: 10_000,
  targets: 256,
  routes: 256,
} as const

export const oscTarget = z.strictObject({
  host: z.string().min(1).max(253).meta({ description: 'Host name or IP address' }),
  port: z.number().int().min(1).max(65_535),
  transport: z.enum(['udp', 'tcp']).default('udp').meta({ description: 'tcp frames packets by SLIP' }),
})
export type OscTarget = z.infer<typeof oscTarget>

const oscSettings = z.strictObject({
  targets: z
    .record(identifier, oscTarget)
    .default({})
    .meta({ description: 'Where osc.send steps may send, by name' }),
  latestOnly: z
    .array(z.string().max(1024).startsWith('/'))
    .max(SHOW_LIMITS.routes)
    .default([])
    .meta({ description: 'Address patterns of value streams of which only the latest matters under load' }),
  aliases: z
    .boolean()
    .default(false)
    .meta({ description: 'Also answer /go, /stop, /panic, /cue/{id}/start and the like' }),
})

export const showFile = z.strictObject({
  $schema: z.string().max(2000).optional(),
  version: z.literal(SHOW_VERSION),
  name: z.string().min(1).max(200),
  notes: z.string().max(100_000).default(''),
  osc: oscSettings.prefault({}),
  events: z
    .record(eventTypeName, z.strictObject({ description: z.string().max(1000).default('') }))
    .default({})
    .meta({ description: "The show's own event types" }),
  playlists: z.array(playlistDefinition).max(SHOW_LIMITS.playlists).default([]),
  metadata: jsonObject.default({}),
})
export type ShowFile = z.infer<typeof showFile>

/** A show that passed every check, with where it came from. */
export interface LoadedShow {
  readonly show: ShowFile
  /** Null where it came from no file. */
  readonly path: string | null
}
