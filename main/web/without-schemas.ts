// Keeps the router from loading its compilers of JSON Schema: the routes check and write by themselves.
import type { FastifyServerOptions } from 'fastify'

const uncompiled = (): never => {
  throw new Error('no route has a JSON Schema to be compiled')
}

export const WITHOUT_SCHEMAS: NonNullable<FastifyServerOptions['schemaController']> = {
  compilersFactory: { buildValidator: uncompiled, buildSerializer: uncompiled },
}
