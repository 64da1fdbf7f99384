// One route of the HTTP interface: where it is, what it takes and answers, and who answers.
import type { z } from 'zod'
import type { Result } from '../../shared/base/result.ts'
import type { EndingCommand } from '../../shared/contract/ending.ts'
import type { Client } from '../../shared/model/client.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** A request whose parts have been checked. */
export interface Asked<P, Q, B> {
  readonly params: P
  readonly query: Q
  readonly body: B
  /** The generation that `If-Match` names; null where the route asks for none. */
  readonly seen: number | null
  readonly by: Client
}

/** A file made while it is sent. */
export class Download {
  readonly fileName: string
  readonly type: string
  readonly pieces: AsyncIterable<string | Uint8Array>
  /** By which a client knows the content again; null where it cannot. */
  readonly etag: string | null
  /** Of a page that is shown, not kept: what it may use, as a content security policy; null of others. */
  readonly shownWith: string | null

  constructor(
    fileName: string,
    type: string,
    pieces: AsyncIterable<string | Uint8Array>,
    {
      etag = null,
      shownWith = null,
    }: { readonly etag?: string | null; readonly shownWith?: string | null } = {},
  ) {
    this.fileName = fileName
    this.type = type
    this.pieces = pieces
    this.etag = etag
    this.shownWith = shownWith
  }
}

/** A short text that is no JSON. */
export class Text {
  readonly type: string
  readonly text: string

  constructor(type: string, text: string) {
    this.type = type
    this.text = text
  }
}

interface Answer {
  readonly status: 200 | 201
  readonly description: string
  /** Null where a file or a text is answered. */
  readonly schema: z.ZodType | null
  readonly types: readonly string[]
}

export interface Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> {
  readonly method: Method
  /** As OpenAPI writes it: `/api/runs/{runId}/stop`. */
  readonly path: string
  /** Name of the operation. */
  readonly id: string
  readonly tag: string
  readonly summary: string
  /** Each field is a parameter of the path. */
  readonly params: P
  /** Each field is a parameter of the query; null where it is not looked at. */
  readonly query: Q | null
  /** Null where nothing, or an empty object, is sent. */
  readonly body: B | null
  readonly answer: Answer
  /** Answers only where `If-Match` names the generation of the show that was looked at. */
  readonly ifMatch?: true
  /** Of the body, where more than others is taken. */
  readonly bodyBytes?: number
  /** The body is no JSON but a file of that type, handed on as it comes; refused unread where it is larger. */
  readonly upload?: { readonly type: string; readonly bytes: number }
  /** The command that it carries out, where that ends something. */
  readonly ends?: EndingCommand
  /** Commands carry out what they are asked even where nobody waits for the answer. */
  handle(asked: Asked<z.output<P>, z.output<Q>, z.output<B>>): Result<unknown> | Promise<Result<unknown>>
}

/** States a route; its handler is given what its own schemas let through. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  stated: Route<P, Q, B>,
): Route {
  return stated
}

export const jsonAnswer = (description: string, schema: z.ZodType, status: 200 | 201 = 200): Answer => ({
  status,
  description,
  schema,
  types: ['application/json'],
})

export const fileAnswer = (description: string, types: readonly string[]): Answer => ({
  status: 200,
  description,
  schema: null,
  types,
})

export const textAnswer = (description: string, type: string): Answer => ({
  status: 200,
  description,
  schema: null,
  types: [type],
})

/** `/api/runs/:runId/stop`, as the router writes it. */
export const routerPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** What the path of a request says must be used instead, where it is one of `routes` but for its method; else null. */
export function methodsAt(routes: readonly Route[], url: string): string | null {
  const [path = ''] = url.split('?', 1)
  const here = routes.filter((one) => patternOf(one.path).test(path))
  const methods = here.flatMap(({ method, answer }) =>
    method === 'GET' && answer.schema !== null ? ['GET', 'HEAD'] : [method],
  )
  return methods.length === 0 ? null : [...new Set(methods)].join(', ')
}

function patternOf(path: string): RegExp {
  const escaped = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')
  return new RegExp(`^${escaped}$`)
}

/** Tells the requests that carry out what ends something, before any of them has been routed. */
export function endingPaths(
  routes: readonly Route[],
): (request: { readonly method?: string | undefined; readonly url?: string | undefined }) => boolean {
  const ending = routes
    .filter(({ ends }) => ends !== undefined)
    .map(({ method, path }) => [method, patternOf(path)] as const)
  return ({ method, url = '' }) => {
    const [path = ''] = url.split('?', 1)
    return ending.some(([its, pattern]) => its === method && pattern.test(path))
  }
}
