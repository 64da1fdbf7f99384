// A cable that is really pulled: two network namespaces of this test's own, joined by a virtual cable.
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { platform } from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { OscTargetHealth } from '../../shared/model/health.ts'
import { Arrivals } from './osc-rig.ts'

const ID = process.pid.toString(36)
const SHOW = `cw-show-${ID}`
const DESK = `cw-desk-${ID}`
/** As long as a name of an interface may be. */
const CABLE = { show: `cws${ID}`, desk: `cwd${ID}` } as const
const ADDRESS = { show: '10.213.87.1', desk: '10.213.87.2' } as const
const PEER = fileURLToPath(new URL('network-peer.ts', import.meta.url))

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 5000 })
}

function removeAll(): void {
  for (const space of [SHOW, DESK]) {
    try {
      ip('netns', 'delete', space)
    } catch {
      // It was never made.
    }
  }
}

/** Why there can be no networks of our own here; null where there can. */
function whyNot(): string | null {
  if (platform !== 'linux') return 'network namespaces are for Linux'
  try {
    for (const space of [SHOW, DESK]) ip('netns', 'add', space)
    ip('link', 'add', CABLE.show, 'netns', SHOW, 'type', 'veth', 'peer', 'name', CABLE.desk, 'netns', DESK)
    return null
  } catch (error) {
    removeAll()
    return `network namespaces cannot be made: ${(error as Error).message.split('\n')[0]}`
  }
}

interface Line {
  readonly arrived?: string
  readonly connected?: true
  readonly listening?: true
  readonly said?: { readonly code: string; readonly total: number }
  readonly health?: OscTargetHealth
}

interface Peer {
  readonly lines: Arrivals<Line>
  readonly process: ChildProcess
  tell(line: string): void
}

function start(space: string, role: 'receive' | 'send', host: string): Peer {
  const child = spawn('ip', ['netns', 'exec', space, process.execPath, PEER, role, host], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  })
  const lines = new Arrivals<Line>()
  createInterface(child.stdout).on('line', (line) => lines.add(JSON.parse(line) as Line))
  return { lines, process: child, tell: (line) => child.stdin.write(`${line}\n`) }
}

const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000 * count))
const arrivedAt = ({ lines }: Peer): string[] => lines.all.flatMap(({ arrived }) => arrived ?? [])
const codes = ({ lines }: Peer): string[] => lines.all.flatMap(({ said }) => said?.code ?? [])

async function healthOf(peer: Peer): Promise<OscTargetHealth> {
  const known = peer.lines.all.filter(({ health }) => health !== undefined).length
  peer.tell('?')
  const all = await peer.lines.until((now) => now.filter(({ health }) => health !== undefined).length > known)
  return all.flatMap(({ health }) => health ?? []).at(-1) as OscTargetHealth
}

const missing = whyNot()
if (missing !== null) console.warn(`cut-network.test.ts is skipped: ${missing}`)

describe.skipIf(missing !== null)('a TCP target whose cable', { timeout: 60_000 }, () => {
  beforeAll(() => {
    ip('-n', SHOW, 'addr', 'add', `${ADDRESS.show}/30`, 'dev', CABLE.show)
    ip('-n', DESK, 'addr', 'add', `${ADDRESS.desk}/30`, 'dev', CABLE.desk)
    ip('-n', SHOW, 'link', 'set', CABLE.show, 'up')
    ip('-n', DESK, 'link', 'set', CABLE.desk, 'up')
  })
  afterAll(removeAll)

  const cable = (state: 'up' | 'down'): void => ip('-n', DESK, 'link', 'set', CABLE.desk, state)

  test('is pulled for 12 s is said to be gone within 5 s, and no cue of that time fires when it is back', async () => {
    const desk = start(DESK, 'receive', ADDRESS.desk)
    await desk.lines.count(1)
    const show = start(SHOW, 'send', ADDRESS.desk)
    show.tell('/before')
    await desk.lines.until((lines) => lines.some(({ arrived }) => arrived === '/before'))
    await seconds(2.5)
    expect(await healthOf(show)).toMatchObject({
      state: 'open',
      sent: 1,
      acknowledged: 1,
      unacknowledgedFor: 0,
    })

    cable('down')
    show.tell('/cue/1')
    await seconds(1)
    show.tell('/cue/2')
    await seconds(4)
    const gone = await healthOf(show)
    expect(gone).toMatchObject({ state: 'failing', sent: 3, acknowledged: 1, dropped: 2 })
    expect(codes(show)).toEqual(expect.arrayContaining(['osc/taken-back', 'osc/not-acknowledged']))
    show.tell('/cue/3')
    await seconds(5)
    expect(await healthOf(show)).toMatchObject({ state: 'failing', dropped: 3, queued: 0 })
    expect(codes(show)).toContain('osc/too-old')
    await seconds(2)

    cable('up')
    await seconds(1)
    const heard = arrivedAt(desk).length
    for (let second = 0; second < 20 && arrivedAt(desk).length === heard; second += 1) {
      show.tell('/after')
      await seconds(0.5)
    }
    await seconds(4)
    const arrived = arrivedAt(desk)
    expect(arrived.filter((address) => address.startsWith('/cue/'))).toEqual([])
    expect(arrived.filter((address) => address === '/after').length).toBeGreaterThan(0)
    expect(await healthOf(show)).toMatchObject({ state: 'open', unacknowledgedFor: 0 })
  })
})
