import { hostname } from 'node:os'
import { describe, expect, test } from 'vitest'
import { Guard, namesOfMachine } from '../../../../main/web/guard.ts'

const machine = hostname().toLowerCase()
const guardOf = (boundTo: string, ...allowed: string[]): Guard => new Guard({ boundTo, allowed })

describe('the host a request names', () => {
  test.each([
    ['127.0.0.1', 'localhost:4280', true],
    ['127.0.0.1', 'LOCALHOST:4280', true],
    ['127.0.0.1', '127.0.0.1:4280', true],
    ['127.0.0.1', '[::1]:4280', true],
    ['127.0.0.1', 'localhost', true],
    ['127.0.0.1', 'evil.example:4280', false],
    ['127.0.0.1', 'localhost.evil.example', false],
    ['127.0.0.1', 'localhost.', true],
    ['127.0.0.1', 'localhost.:4280', true],
    ['127.0.0.1', 'localhost..', false],
    ['127.0.0.1', '[::1%25lo]:4280', true],
    ['127.0.0.1', 'localhost?x', false],
    ['127.0.0.1', 'localhost#x', false],
    ['127.0.0.1', 'localhost, evil.example', false],
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
    ['::', `${machine.toUpperCase()}.LOCAL.:4280`, true],
    ['::', `${machine}.evil.example`, false],
    ['fe80::1%eth0', '[fe80::1]:4280', true],
    ['fe80::1%eth0', '[FE80:0:0::1]:4280', true],
    ['2001:DB8:0:0::7', '[2001:db8::7]', true],
    ['2001:db8::7', '[2001:db8::8]', false],
    ['rack.example.org', 'rack.example.org:4280', true],
    ['rack.example.org', 'RACK.example.org.', true],
  ])('bound to %s, a request for %s is let in: %s', (boundTo, host, letIn) => {
    expect(guardOf(boundTo).checkHost({ host }) === null).toBe(letIn)
  })

  test.each([
    ['rack.example.org:4280', true],
    ['RACK.Example.Org.:4280', true],
    ['xn--bhne-0ra.local', true],
    ['show.rack.example.org', false],
    ['rack.example.org.evil.example', false],
    ['example.org', false],
  ])('that the operator allows is let in, and no other: %s', (host, letIn) => {
    const guard = guardOf('127.0.0.1', 'rack.example.org.', 'bühne.local')
    expect(guard.checkHost({ host }) === null).toBe(letIn)
  })

  test('that turns out to be the machine is let in from then on', () => {
    const guard = guardOf('0.0.0.0')
    expect(guard.checkHost({ host: 'rack.example.org' })).toMatchObject({ code: 'http/foreign-host' })
    guard.allow(['rack.example.org'])
    expect(guard.checkHost({ host: 'rack.example.org:4280' })).toBeNull()
    expect(guard.checkHost({ host: 'other.example.org' })).not.toBeNull()
  })

  test('a machine that knows its full name is found by its short one too', () => {
    expect(namesOfMachine('Rack.Example.org')).toEqual(['rack.example.org', 'rack', 'rack.local'])
    expect(namesOfMachine('rack.local')).toEqual(['rack.local', 'rack', 'rack.local'])
  })

  test('is missing in a request that is refused', () => {
    expect(guardOf('127.0.0.1').checkHost({})).toMatchObject({
      code: 'http/foreign-host',
      where: 'no Host header',
    })
  })
})

describe('the page a request comes from', () => {
  const guard = guardOf('127.0.0.1')
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
    ['under a name that only begins like it', { origin: 'http://127.0.0.1:4280.evil.example' }, false],
    ['of an extension', { origin: 'chrome-extension://127.0.0.1:4280' }, false],
    ['empty', { origin: '' }, false],
  ])('%s: %j is let in: %s', (_what, headers, letIn) => {
    expect(guard.checkOrigin({ host, ...headers }) === null).toBe(letIn)
  })

  test('may be asked for in any spelling of its name, as long as the page was too', () => {
    const origin = 'http://rack.local.:4280'
    expect(guard.checkOrigin({ host: 'RACK.local.:4280', origin })).toBeNull()
    expect(guard.checkOrigin({ host: '[0:0::1]:4280', origin: 'http://[::1]:4280' })).toBeNull()
    expect(guard.checkOrigin({ host: 'rack.local.evil.example:4280', origin })).not.toBeNull()
  })

  test("may leave out the scheme's own port", () => {
    expect(guard.checkOrigin({ host: 'localhost', origin: 'http://localhost:80' })).toBeNull()
    expect(guard.checkOrigin({ host: 'localhost:443', origin: 'https://localhost' })).toBeNull()
  })
})
