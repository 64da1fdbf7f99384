// The show file's JSON Schema, by which editors complete and check show files as they are written.
import { z } from 'zod'
import { catalogue } from '../../shared/model/event.ts'
import { oscValue } from '../../shared/model/osc.ts'
import { completionEvent, playlistStep } from '../../shared/model/playlist.ts'
import { showFile } from '../../shared/model/show.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema

const format = { io: 'input', target: 'draft-2020-12' } as const

/** An OSC argument may hold further ones, so that its schema must have a name to be referred to by. */
const named = z.registry<{ id: string }>()
named.add(oscValue, { id: 'oscValue' })

/** What a payload must look like where the type is osc.send; other types' payloads are free. */
function sendRule(payload: JsonSchema): JsonSchema {
  return {
    if: { properties: { type: { const: 'osc.send' } }, required: ['type'] },
    then: { properties: { payload }, required: ['payload'] },
  }
}

export function showJsonSchema(): JsonSchema {
  const payload = z.toJSONSchema(catalogue['osc.send'].payload, { ...format, metadata: named })
  const definitions = payload.$defs
  delete payload.$schema
  delete payload.$defs
  const show = z.toJSONSchema(showFile, {
    ...format,
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === playlistStep || zodSchema === completionEvent) {
        Object.assign(jsonSchema, sendRule(payload))
      }
    },
  })
  return { title: 'Cuewright show', ...show, $defs: { ...show.$defs, ...definitions } }
}
