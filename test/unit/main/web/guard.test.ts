import { hostname } from 'node:os'
import { describe, expect, test } from 'vitest'
import { Guard } from '../../../../main/web/guard.ts'

const machine = hostname().toLowerCase()

describe('the host a request names', () => {
  test.each([
    ['127.0.0.1', 'localhost:4280', true],
    ['127.0.0.1', 'LOCALHOST:4280', true],
    ['127.0.0.1', '127.0.0.1:4280', true],
    ['127.0.0.1', '[::1]:4280', true],
    ['127.0.0.1', 'localhost', true],
    ['127.0.0.1', 'evil.example:4280', false],
    ['127.0.0.1', 'localhost.evil.example', false],
    ['127.0.0.1', 'localhost.', false],
    ['127.0.0.1', '192.168.1.20:4280', false],
    ['127.0.0.1', '0.0.0.0:4280', false],
    ['127.0.0.1', '[::ffff:192.168.1.20]:4280', false],
    ['127.0.0.1', '', false],
    ['127.0.0.1', 'localhost/x', false],
    ['127.0.0.1', 'evil@localhost', false],
    ['127.0.0.1', `${machine}.local`, machine === 'localhost'],
    ['192.168.1.20', '192.168.1.20:4280', true],
    ['192.168.1.20', '192.168.1.21:4280', false],
    ['192.168.1.20', `${machine}:4280`, true],
    ['0.0.0.0', '192.168.1.20:4280', true],
    ['0.0.0.0', '[fe80::1]:4280', true],
    ['0.0.0.0', `${machine}.local:4280`, true],
    ['0.0.0.0', 'evil.example:4280', false],
    ['::', '10.0.0.7', true],
  ])('bound to %s, a request for %s is let in: %s', (boundTo, host, letIn) => {
    expect(new Guard(boundTo).checkHost({ host }) === null).toBe(letIn)
  })

  test('is missing in a request that is refused', () => {
    expect(new Guard('127.0.0.1').checkHost({})).toMatchObject({
      code: 'http/foreign-host',
      where: 'no Host header',
    })
  })
})

describe('the page a request comes from', () => {
  const guard = new Guard('127.0.0.1')
  const host = '127.0.0.1:4280'

  test.each([
    ['of the same host', { origin: 'http://127.0.0.1:4280' }, true],
    ['of the same host behind TLS', { origin: 'https://127.0.0.1:4280' }, true],
    ['absent, as from a program', {}, true],
    ['absent, while the browser says it is our page', { 'sec-fetch-site': 'same-origin' }, true],
    ['absent, while the browser says it is another', { 'sec-fetch-site': 'cross-site' }, false],
    ['on another port', { origin: 'http://127.0.0.1:8080' }, false],
    ['under another name of this machine', { origin: 'http://localhost:4280' }, false],
    ['of another site', { origin: 'http://evil.example' }, false],
    ['hidden', { origin: 'null' }, false],
    ['of an extension', { origin: 'chrome-extension://127.0.0.1:4280' }, false],
    ['empty', { origin: '' }, false],
  ])('%s: %j is let in: %s', (_what, headers, letIn) => {
    expect(guard.checkOrigin({ host, ...headers }) === null).toBe(letIn)
  })

  test("may leave out the scheme's own port", () => {
    expect(guard.checkOrigin({ host: 'localhost', origin: 'http://localhost:80' })).toBeNull()
    expect(guard.checkOrigin({ host: 'localhost:443', origin: 'https://localhost' })).toBeNull()
  })
})
