// The show file's JSON Schema, by which editors complete and check show files as they are written.
import { z } from 'zod'
import { paramFade } from '../../shared/model/fade.ts'
import { sendPayloads } from '../../shared/model/payload/send.ts'
import { rampPayloads } from '../../shared/model/ramp-step.ts'
import { oscValue } from '../../shared/model/osc.ts'
import { completionEvent, playlistStep } from '../../shared/model/playlist.ts'
import { showFile } from '../../shared/model/show.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema

const format = { io: 'input', target: 'draft-2020-12' } as const

/** An OSC argument may hold further ones, so that its schema must have a name to be referred to by. */
const named = z.registry<{ id: string }>()
named.add(oscValue, { id: 'oscValue' })

/** What a step asks of somebody. */
const REQUESTS = { ...sendPayloads, ...rampPayloads, 'param.fade': paramFade }

/** What payloads must look like where the type asks somebody for something; other types' payloads are free. */
function sendRules(): { rules: JsonSchema; definitions: Record<string, JsonSchema> } {
  const definitions: Record<string, JsonSchema> = {}
  const allOf = Object.entries(REQUESTS).map(([type, schema]) => {
    const payload = z.toJSONSchema(schema, { ...format, metadata: named })
    Object.assign(definitions, payload.$defs)
    delete payload.$schema
    delete payload.$defs
    definitions[type] = payload
    return {
      if: { properties: { type: { const: type } }, required: ['type'] },
      then: { properties: { payload: { $ref: `#/$defs/${type}` } }, required: ['payload'] },
    }
  })
  return { rules: { allOf }, definitions }
}

export function showJsonSchema(): JsonSchema {
  const { rules, definitions } = sendRules()
  const show = z.toJSONSchema(showFile, {
    ...format,
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === playlistStep || zodSchema === completionEvent) {
        Object.assign(jsonSchema, rules)
      }
    },
  })
  return { title: 'Cuewright show', ...show, $defs: { ...show.$defs, ...definitions } }
}
