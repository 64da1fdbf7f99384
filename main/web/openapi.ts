// The OpenAPI document, worked out from the routes themselves when it is first asked for.
import type { SwaggerTransform, SwaggerTransformObject } from '@fastify/swagger'
import Fastify from 'fastify'
import type { FastifySchema } from 'fastify'
import { z } from 'zod'
import { faultAnswer } from './answers.ts'
import { routerPath } from './route.ts'
import type { Method, Route } from './route.ts'
import { WITHOUT_SCHEMAS } from './without-schemas.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the document tells of a route; the router itself neither checks nor writes by it. */
    readonly documented?: Route | FastifySchema
  }
}

type JsonSchema = z.core.JSONSchema.BaseSchema

const COMPONENTS = '#/components/schemas/'

/** A route that is not in the table, and what the document says of it. */
export interface OtherRoute {
  readonly method: Method
  readonly url: string
  readonly schema: FastifySchema
}

/** Works it out with a router of its own, which serves nobody: most programs never ask for the document. */
export async function openApiDocument(
  routes: readonly Route[],
  others: readonly OtherRoute[],
  version: string,
): Promise<object> {
  const { default: swagger } = await import('@fastify/swagger')
  /** Schemas with a name, met so far. */
  const components: Record<string, JsonSchema> = {}

  const transform: SwaggerTransform = ({ url, route }) => {
    const documented = route.config?.documented
    if (documented === undefined) return { schema: { hide: true }, url }
    return { schema: 'handle' in documented ? operationOf(documented, components) : documented, url }
  }
  const transformObject: SwaggerTransformObject = (documents) => {
    if (!('openapiObject' in documents)) return documents.swaggerObject
    const { openapiObject } = documents
    return { ...openapiObject, components: { schemas: components } } as typeof openapiObject
  }

  const app = Fastify({ schemaController: WITHOUT_SCHEMAS, exposeHeadRoutes: false })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'Cuewright',
        version,
        description: 'The HTTP interface of a show. Everything it refuses is told as a Fault.',
      },
      servers: [{ url: '/', description: 'The engine that served this document' }],
    },
    transform,
    transformObject,
  })
  const handler = (): null => null
  for (const stated of routes) {
    const { method, path } = stated
    app.route({ method, url: routerPath(path), config: { documented: stated }, handler })
  }
  for (const { method, url, schema } of others) {
    app.route({ method, url, config: { documented: schema }, handler })
  }
  await app.ready()
  const document = app.swagger()
  await app.close()
  return document
}

const IF_MATCH = {
  type: 'object',
  required: ['if-match'],
  properties: {
    'if-match': { type: 'string', description: 'The ETag of GET /api/show on which the edit was made' },
  },
}

function operationOf(route: Route, components: Record<string, JsonSchema>): FastifySchema {
  const { params, query, answer } = route
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema =>
    jsonSchemaOf(schema, io, components)
  const answered = answer.schema === null ? { type: 'string' } : schemaOf(answer.schema, 'output')
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    produces: answer.types,
    ...(route.path.includes('{') ? { params: schemaOf(params, 'input') } : {}),
    ...(query === null ? {} : { querystring: schemaOf(query, 'input') }),
    ...(route.ifMatch === true ? { headers: IF_MATCH } : {}),
    ...bodyOf(route, schemaOf),
    response: {
      [answer.status]: answerOf(answer.description, answer.types, answered),
      default: answerOf('Refused', ['application/json'], schemaOf(faultAnswer, 'output')),
    },
  }
}

/** A file is said to be one; its bytes have no schema. */
function bodyOf(
  { body, upload }: Route,
  schemaOf: (schema: z.ZodType, io: 'input') => JsonSchema,
): Pick<FastifySchema, 'body'> & { readonly consumes?: string[] } {
  if (upload !== undefined) return { consumes: [upload.type], body: { type: 'string', format: 'binary' } }
  return body === null ? {} : { body: schemaOf(body, 'input') }
}

function answerOf(description: string, types: readonly string[], schema: object): object {
  return { description, content: Object.fromEntries(types.map((type) => [type, { schema }])) }
}

/** JSON Schema of what is sent; the parts that have a name of their own go to `components` and are referred to. */
function jsonSchemaOf(
  schema: z.ZodType,
  io: 'input' | 'output',
  components: Record<string, JsonSchema>,
): JsonSchema {
  // As a field, so that a schema with a name is referred to as well.
  const { $defs, properties } = pointedToComponents(z.toJSONSchema(z.object({ schema }), { io }))
  Object.assign(components, $defs)
  return properties?.['schema'] as JsonSchema
}

function pointedToComponents(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', COMPONENTS) : value,
  )
  return JSON.parse(text) as JsonSchema
}
