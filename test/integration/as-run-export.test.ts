import { request } from 'node:http'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { FaultError, fault } from '../../shared/base/result.ts'
import type { AsRunFilter, AsRunFormat } from '../../shared/model/as-run.ts'
import { setUp } from './web-rig.ts'

/** A source of pieces that tells whether it was asked to stop. */
function source(pieces: number, piece: string) {
  const told = { asked: 0, stopped: false, with: [] as [AsRunFormat, AsRunFilter][] }
  async function* exportTo(format: AsRunFormat, filter: AsRunFilter): AsyncGenerator<string, void> {
    told.with.push([format, filter])
    try {
      for (let index = 0; index < pieces; index += 1) {
        told.asked += 1
        yield piece
        // As a disk does, it lets others have their turn.
        await new Promise(setImmediate)
      }
    } finally {
      told.stopped = true
    }
  }
  return { told, exportTo }
}

describe('the export of the as-run log over HTTP', () => {
  const MEGABYTE = 'x'.repeat(1024 * 1024)

  test('is a file of the day it is made on', async () => {
    const { told, exportTo } = source(2, 'a,b\r\n')
    const { get } = await setUp({ exportTo })
    const csv = await get('/api/as-run/export?types=lights.go&runId=intro%231')
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(csv.headers.get('content-disposition')).toBe(
      'attachment; filename="cuewright-as-run-2026-03-05.csv"',
    )
    expect(await csv.text()).toBe('a,b\r\na,b\r\n')
    const lines = await get('/api/as-run/export?format=jsonl')
    expect(lines.headers.get('content-type')).toBe('application/jsonl; charset=utf-8')
    expect(lines.headers.get('content-disposition')).toContain('2026-03-05.jsonl')
    await lines.text()
    expect(told.with).toEqual([
      ['csv', { types: ['lights.go'], runId: 'intro#1' }],
      ['jsonl', {}],
    ])
  })

  test('of nothing is an empty file', async () => {
    const { get } = await setUp()
    const answer = await get('/api/as-run/export?format=jsonl')
    expect([answer.status, await answer.text()]).toEqual([200, ''])
  })

  test('of many megabytes arrives whole, made no faster than it is read', async () => {
    const { told, exportTo } = source(64, MEGABYTE)
    const { url } = await setUp({ exportTo })
    const asked = request(`${url}/api/as-run/export`).end()
    const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream]
    response.pause()
    await new Promise((waited) => setTimeout(waited, 200))
    // What both ends of the connection hold back is a few megabytes.
    expect(told.asked).toBeLessThan(32)
    let bytes = 0
    response.on('data', (chunk: Buffer) => (bytes += chunk.length)).resume()
    await once(response, 'end')
    expect([bytes, told.asked]).toEqual([64 * 1024 * 1024, 64])
  })

  test('ends when the client leaves in the middle', async () => {
    const { told, exportTo } = source(100_000, MEGABYTE)
    const { url, logged } = await setUp({ exportTo })
    const asked = request(`${url}/api/as-run/export`).end()
    const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream]
    await once(response, 'data')
    asked.destroy()
    await expect.poll(() => told.stopped).toBe(true)
    expect(told.asked).toBeLessThan(100)
    expect(logged).toEqual([])
  })

  test('ends when the client leaves before anything has been found', async () => {
    const searching = Promise.withResolvers<null>()
    const begun = Promise.withResolvers<null>()
    let stopped = false
    async function* exportTo(): AsyncGenerator<string, void> {
      try {
        yield 'heading\r\n'
        begun.resolve(null)
        await searching.promise
        for (;;) yield 'line\r\n'
      } finally {
        stopped = true
      }
    }
    const { url } = await setUp({ exportTo })
    const asked = request(`${url}/api/as-run/export`).end()
    const left = new Promise((closed) => asked.on('error', () => {}).on('close', closed))
    await begun.promise
    asked.destroy()
    await left
    searching.resolve(null)
    await expect.poll(() => stopped).toBe(true)
  })

  const lost = new FaultError(fault('as-run/cannot-read', 'as-run.db', 'the disk is gone', 'try again'))

  test('is not missed by the log where the engine closes what it is made from', async () => {
    const closing = Promise.withResolvers<null>()
    let stopped = false
    async function* exportTo(): AsyncGenerator<string, void> {
      try {
        yield 'heading\r\n'
        yield 'line\r\n'
        await closing.promise
      } finally {
        stopped = true
      }
    }
    const { url, web, logged } = await setUp({ exportTo })
    const asked = request(`${url}/api/as-run/export`).end()
    const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream]
    response.on('error', () => {})
    await once(response, 'data')
    await web[Symbol.asyncDispose]()
    closing.reject(lost)
    await expect.poll(() => stopped).toBe(true)
    await new Promise(setImmediate)
    expect(logged).toEqual([])
  })

  test('ends with the engine', async () => {
    const { told, exportTo } = source(100_000, MEGABYTE)
    const { url, web } = await setUp({ exportTo })
    const asked = request(`${url}/api/as-run/export`).end()
    const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream]
    response.on('error', () => {})
    await once(response, 'data')
    await web[Symbol.asyncDispose]()
    await expect.poll(() => told.stopped).toBe(true)
  })

  test('that cannot begin is refused with why, although its heading could be made', async () => {
    async function* exportTo(): AsyncGenerator<string, void> {
      yield 'heading\r\n'
      await Promise.reject(lost)
    }
    const { get } = await setUp({ exportTo })
    const answer = await get('/api/as-run/export')
    expect([answer.status, await answer.json()]).toEqual([503, lost.fault])
    expect(answer.headers.get('content-disposition')).toBeNull()
  })

  test('that breaks in the middle cannot pass for a whole one, and is logged', async () => {
    async function* exportTo(): AsyncGenerator<string, void> {
      yield 'heading\r\n'
      yield 'line\r\n'
      await Promise.reject(lost)
    }
    const { get, logged } = await setUp({ exportTo })
    const answer = await get('/api/as-run/export')
    await expect(answer.text()).rejects.toThrow()
    expect(logged).toEqual([
      'a download ended before its end: as-run/cannot-read: as-run.db: the disk is gone; try again',
    ])
  })
})
