import { describe, expect, test } from 'vitest'
import { parseArguments, platformDataDir } from '../../../main/arguments.ts'

const defaults = { show: '/app/assets/demo.show.json', dataDir: '/home/op/.local/share/cuewright' }

describe('the command line', () => {
  test('runs the demo show on this machine alone when it says nothing', () => {
    expect(parseArguments([], defaults)).toEqual({
      ok: true,
      value: {
        kind: 'run',
        settings: {
          show: '/app/assets/demo.show.json',
          host: '127.0.0.1',
          port: 4280,
          oscHost: '127.0.0.1',
          oscPort: 4281,
          allowHosts: [],
          dataDir: '/home/op/.local/share/cuewright',
          roles: {},
          resetPin: false,
          disarmed: false,
        },
      },
    })
  })

  test('takes every option', () => {
    const args =
      '--show /a.json --host 10.0.0.1 --port 0 --osc-host 0.0.0.0 --osc-port 9000 --data-dir /d ' +
      '--allow-host rack.example.org --allow-host show.local --role-local operate --role-http view ' +
      '--role-osc view --role-osc-peers edit --reset-pin --disarmed'
    expect(parseArguments(args.split(' '), defaults)).toMatchObject({
      value: {
        settings: {
          show: '/a.json',
          host: '10.0.0.1',
          port: 0,
          oscHost: '0.0.0.0',
          oscPort: 9000,
          allowHosts: ['rack.example.org', 'show.local'],
          dataDir: '/d',
          roles: { local: 'operate', http: 'view', osc: 'view', oscPeers: 'edit' },
          resetPin: true,
          disarmed: true,
        },
      },
    })
  })

  test('takes a show file without its option, and listens for OSC where it serves the page', () => {
    expect(parseArguments(['/tour.json', '--host', '10.0.0.1'], defaults)).toMatchObject({
      value: { settings: { show: '/tour.json', oscHost: '10.0.0.1' } },
    })
  })

  test('asks for help or the version before anything else is looked at', () => {
    expect(parseArguments(['--help', '--port', 'x'], defaults)).toEqual({ ok: true, value: { kind: 'help' } })
    expect(parseArguments(['--version'], defaults)).toEqual({ ok: true, value: { kind: 'version' } })
  })

  test.each([
    [['--port', 'http'], '--port'],
    [['--port', '65536'], '--port'],
    [['--port=-1'], '--port'],
    [['--osc-port', '1.5'], '--osc-port'],
    [['--show='], '--show'],
    [['--host', ''], '--host'],
    [['--osc-host='], '--osc-host'],
    [['--allow-host='], '--allow-host'],
    [['--frobnicate'], 'command line'],
    [['--port'], 'command line'],
    [['a.json', 'b.json'], '"b.json"'],
    [['--show', 'a.json', 'b.json'], '"b.json"'],
  ])('%j is refused, naming %s', (args, where) => {
    expect(parseArguments(args, defaults)).toMatchObject({
      ok: false,
      error: { code: 'arguments/bad', where },
    })
  })
})

describe('a host that there cannot be is refused, with what to write instead', () => {
  test.each([
    ['--host', '192.168.1.300', 'correct the address, such as 192.168.1.30'],
    ['--host', '[::1]', 'write ::1'],
    ['--host', '10.0.0.5:8000', 'write 10.0.0.5 and put 8000 in --port'],
    ['--osc-host', '10.0.0.5:8000', 'write 10.0.0.5 and put 8000 in --osc-port'],
    ['--osc-host', ' 10.0.0.5', 'write 10.0.0.5'],
    ['--allow-host', 'http://rack.local:4280/', 'write rack.local'],
    ['--allow-host', '*', 'write a host name or an IP address'],
  ])('%s %j', (option, host, next) => {
    expect(parseArguments(['--allow-host', 'sound', option, host], defaults)).toMatchObject({
      ok: false,
      error: { code: 'arguments/bad', where: option, next },
    })
  })

  test.each(['0.0.0.0', '::', 'localhost', 'fe80::1%eth0', 'STUDIO_PC'])('%s is none of those', (host) => {
    expect(parseArguments(['--host', host, '--osc-host', host], defaults).ok).toBe(true)
  })
})

test.each([
  ['linux', {}, '/home/op/.local/share/cuewright'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/cuewright'],
  ['darwin', {}, '/home/op/Library/Application Support/Cuewright'],
  ['win32', { APPDATA: '/roaming' }, '/roaming/Cuewright'],
])('on %s with %j, data is kept in %s', (platform, env, dir) => {
  expect(platformDataDir(platform, env, '/home/op')).toBe(dir)
})
