import { describe, expect, test } from 'vitest'
import { aheadOf } from '../../shared/contract/ending.ts'
import { appOnly, setUp, stillApp } from './web-rig.ts'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly schema: object
}
interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>
}
interface Document {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

async function documented(get: (path: string) => Promise<Response>) {
  const document = (await (await get('/api/openapi.json')).json()) as Document
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  return { document, operations }
}

/** `METHOD /path` of every route, read from the router's own picture of its tree. */
function routesOfTree(tree: string): string[] {
  const found: string[] = []
  const above: string[] = []
  for (const line of tree.trimEnd().split('\n')) {
    const [, indent = '', segment = '', methods] =
      /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    const depth = indent.length / 4
    above.length = depth
    above.push(segment)
    const path = above.join('')
    for (const method of methods?.split(', ') ?? []) found.push(`${method} ${path}`)
  }
  return found
}

describe('the OpenAPI document', () => {
  test('tells of every route that the app has, and of no other', async () => {
    const app = await appOnly()
    const tree = app.printRoutes({ commonPrefix: false, includeHooks: false })
    const { body } = await app.inject({ url: '/api/openapi.json', headers: { host: 'localhost' } })
    const { operations } = await documented(() => Promise.resolve(new Response(body)))
    // The tree writes two names for a parameter of one place as one.
    const named = (route: string): string => route.replaceAll(/\{\w+\}|:\w+(?:\|:\w+)*/g, ':')
    const routes = routesOfTree(tree)
      .filter((one) => !one.startsWith('HEAD ') && one !== 'GET /')
      .map(named)
    expect(routes.length).toBeGreaterThan(20)
    expect(operations.map(({ path, method }) => named(`${method} ${path}`)).sort()).toEqual(routes.sort())
  })

  test('is answered at every path that it tells of', async () => {
    const { get, url } = await setUp()
    const { operations } = await documented(get)
    for (const { path, method } of operations) {
      const filled = path.replaceAll(/\{\w+\}/g, '1')
      const answer = await fetch(url + filled, { method })
      const { code } = answer.status === 404 ? ((await answer.json()) as { code: string }) : { code: '' }
      // That there is no such run, list or version is an answer; that there is no such route is none.
      const isMissing = [405, 500].includes(answer.status) || code === 'http/unknown'
      expect([path, method, isMissing]).toEqual([path, method, false])
    }
  })

  test('names each operation once, its parameters as they are in the path, and what it answers', async () => {
    const { get } = await setUp()
    const { document, operations } = await documented(get)
    expect([document.openapi, document.info.title, document.info.version]).toEqual([
      '3.1.1',
      'Cuewright',
      '1.2.3',
    ])
    const names = operations.map(({ operation }) => operation.operationId)
    expect(new Set(names).size).toBe(names.length)
    for (const { path, operation } of operations) {
      const { parameters = [], responses, summary } = operation
      const inPath = parameters.filter((one) => one.in === 'path')
      expect(inPath.map(({ name }) => `{${name}}`).sort()).toEqual((path.match(/\{\w+\}/g) ?? []).sort())
      expect(inPath.every(({ required }) => required)).toBe(true)
      expect(parameters.every((one) => 'schema' in one)).toBe(true)
      const others = parameters.filter((one) => one.in !== 'path' && one.in !== 'query')
      const isEdit = ['editShow', 'putScene', 'removeScene'].includes(operation.operationId)
      expect(others.map(({ name, required }) => [name, required])).toEqual(isEdit ? [['if-match', true]] : [])
      expect(summary).not.toBe('')
      expect(Object.keys(responses).every((status) => /^[1-5]\d\d$|^default$/.test(status))).toBe(true)
      expect(Object.values(responses).every(({ description }) => description !== '')).toBe(true)
    }
  })

  test('refers only to schemas that it has, and has none that nothing refers to', async () => {
    const { get } = await setUp()
    const { document } = await documented(get)
    const text = JSON.stringify(document)
    const referred = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to!)
    const held = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)
    expect([...new Set(referred)].sort()).toEqual(held.sort())
    expect(text).not.toMatch(/"\$(?:id|schema|defs)":/)
  })

  test('tells of fields and filters what the show’s own schemas ask', async () => {
    const { get } = await setUp()
    const { paths } = (await documented(get)).document
    const thrown =
      paths['/api/schedulers/events/throw']!['post']!.requestBody!.content['application/json']!.schema
    expect(thrown).toMatchObject({
      required: ['key'],
      properties: { scope: { enum: ['dest', 'group', 'global'] } },
    })
    const limit = paths['/api/events']!['get']!.parameters!.find(({ name }) => name === 'limit')
    expect(limit).toEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 10_000, default: 100 },
    })
    const files = paths['/api/as-run/export']!['get']!.responses['200']!.content
    expect(Object.keys(files!)).toEqual(['text/csv', 'application/jsonl'])
  })
})

test('what ends something is let through whatever its address has used up, and nothing else is', async () => {
  const { app, asked } = await stillApp()
  const ask = (method: 'GET' | 'POST' | 'DELETE', url: string) =>
    app.inject({ method, url, headers: { host: 'localhost' } })
  const { operations } = await documented(async (url) => new Response((await ask('GET', url)).body))
  while ((await ask('GET', '/api/nowhere')).statusCode !== 429);
  const passed = new Set<string>()
  for (const { path, method } of operations.filter((one) => one.path.startsWith('/api/'))) {
    asked.length = 0
    const { statusCode } = await ask(method as 'GET', path.replaceAll(/\{\w+\}/g, '1'))
    for (const { name } of asked) passed.add(name)
    expect([method, path, statusCode === 429]).toEqual([method, path, asked.length === 0])
  }
  expect([...passed].toSorted()).toEqual(['cue.stop', 'run.stop', 'show.panic', 'show.stop'])
  expect([...passed].map(aheadOf)).not.toContain(undefined)
})
