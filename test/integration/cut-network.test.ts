// A cable that is really pulled: network namespaces of this test's own, two and two joined by a virtual cable.
import { execFileSync, spawn } from 'node:child_process'
import { platform } from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'vitest'
import type { TestContext } from 'vitest'
import type { OscTargetHealth } from '../../shared/model/health.ts'
import { Arrivals } from './osc-rig.ts'

const PEER = fileURLToPath(new URL('network-peer.ts', import.meta.url))
const ADDRESS = { show: '10.213.87.1', desk: '10.213.87.2' } as const

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 5000 })
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
  tell(line: string): void
}

type Finished = TestContext['onTestFinished']

/** A show's computer and a desk, each on one end of a cable, and on nothing else. */
class Network implements Disposable {
  readonly #show: string
  readonly #desk: string
  /** As long as a name of an interface may be. */
  readonly #end: string

  constructor(name: string) {
    const id = `${name}${process.pid.toString(36)}`
    this.#show = `cw-show-${id}`
    this.#desk = `cw-desk-${id}`
    this.#end = `cwd${id}`
    const end = `cws${id}`
    try {
      for (const space of [this.#show, this.#desk]) ip('netns', 'add', space)
      ip(
        'link',
        'add',
        end,
        'netns',
        this.#show,
        'type',
        'veth',
        'peer',
        'name',
        this.#end,
        'netns',
        this.#desk,
      )
      ip('-n', this.#show, 'addr', 'add', `${ADDRESS.show}/30`, 'dev', end)
      ip('-n', this.#desk, 'addr', 'add', `${ADDRESS.desk}/30`, 'dev', this.#end)
      ip('-n', this.#show, 'link', 'set', end, 'up')
      this.cable('up')
    } catch (error) {
      this[Symbol.dispose]()
      throw error
    }
  }

  cable(state: 'up' | 'down'): void {
    ip('-n', this.#desk, 'link', 'set', this.#end, state)
  }

  async desk(finished: Finished): Promise<Peer> {
    const desk = start(this.#desk, 'receive', finished)
    await desk.lines.until((lines) => lines.some(({ listening }) => listening === true))
    return desk
  }

  show(finished: Finished): Peer {
    return start(this.#show, 'send', finished)
  }

  [Symbol.dispose](): void {
    for (const space of [this.#show, this.#desk]) {
      try {
        ip('netns', 'delete', space)
      } catch {
        // It was never made.
      }
    }
  }
}

function start(space: string, role: 'receive' | 'send', finished: Finished): Peer {
  const child = spawn('ip', ['netns', 'exec', space, process.execPath, PEER, role, ADDRESS.desk], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  finished(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  })
  const lines = new Arrivals<Line>()
  createInterface(child.stdout).on('line', (line) => lines.add(JSON.parse(line) as Line))
  return { lines, tell: (line) => child.stdin.write(`${line}\n`) }
}

/** Why there can be no networks of our own here; null where there can. */
function whyNot(): string | null {
  if (platform !== 'linux') return 'network namespaces are for Linux'
  try {
    using _ = new Network('t')
    return null
  } catch (error) {
    return `network namespaces cannot be made: ${String((error as Error).message.split('\n')[0])}`
  }
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

describe.skipIf(missing !== null).concurrent('a TCP target whose cable', { timeout: 60_000 }, () => {
  test('is pulled for 12 s is said to be gone within 5 s, and no cue of that time fires when it is back', async ({
    expect,
    onTestFinished,
  }) => {
    const network = new Network('a')
    onTestFinished(() => network[Symbol.dispose]())
    const desk = await network.desk(onTestFinished)
    const show = network.show(onTestFinished)
    show.tell('/before')
    await desk.lines.until((lines) => lines.some(({ arrived }) => arrived === '/before'))
    await seconds(2.5)
    expect(await healthOf(show)).toMatchObject({
      state: 'open',
      sent: 1,
      acknowledged: 1,
      unacknowledgedFor: 0,
    })

    network.cable('down')
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

    network.cable('up')
    await seconds(1)
    for (let tries = 0; tries < 20 && !arrivedAt(desk).includes('/after'); tries += 1) {
      show.tell('/after')
      await seconds(0.5)
    }
    await seconds(4)
    expect(arrivedAt(desk)[0]).toBe('/before')
    expect(new Set(arrivedAt(desk).slice(1))).toEqual(new Set(['/after']))
    expect(await healthOf(show)).toMatchObject({ state: 'open', unacknowledgedFor: 0 })
  })

  test('is plugged in shortly after 10 s gets of the cues at 1 s, 5 s and 10 s only the last, over one connection', async ({
    expect,
    onTestFinished,
  }) => {
    const network = new Network('b')
    onTestFinished(() => network[Symbol.dispose]())
    const desk = await network.desk(onTestFinished)
    network.cable('down')
    const show = network.show(onTestFinished)
    await healthOf(show)
    for (const [after, cue] of [
      [1, '/cue/1'],
      [4, '/cue/2'],
      [5, '/cue/3'],
    ] as const) {
      await seconds(after)
      show.tell(cue)
    }
    // The system asks for the address of a machine that is away only once a second.
    await seconds(0.3)
    network.cable('up')
    await seconds(6)
    expect(arrivedAt(desk)).toEqual(['/cue/3'])
    expect(desk.lines.all.filter(({ connected }) => connected === true)).toHaveLength(1)
    expect(codes(show).filter((code) => code === 'osc/too-old')).toHaveLength(2)
    expect(await healthOf(show)).toMatchObject({ state: 'open', sent: 1, dropped: 2, acknowledged: 1 })
  })
})
