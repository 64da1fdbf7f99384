// An engine that moves a hundred bound parameters as fast as it can, and says how much memory it has after how many moves.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { parseArguments } from '../../main/arguments.ts'
import { startDeviceProcess } from '../../main/devices/start-process.ts'
import { startHost } from '../../main/host.ts'
import type { Host } from '../../main/host.ts'
import { findPackageRoot } from '../../main/package-root.ts'
import { formatFault } from '../../shared/base/result.ts'
import { scratch } from '../support/scratch.ts'
import { boundShow, routeMessage } from './bound-show.ts'

export interface MovesMemory {
  readonly moves: number
  readonly received: number
  readonly sent: number
  readonly heap: number
  readonly rss: number
}

const ROUTES = 100
/** Sent in one go; each has led to a message before there are more. */
const TOGETHER = 25
/** Values do not repeat before all routes have had each. */
const VALUES = 9973

async function openHost(folder: string): Promise<Host> {
  const settings = ['--port', '0', '--osc-port', '0', '--data-dir', join(folder, 'data')]
  const parsed = parseArguments([...settings, join(folder, 'moves.show.json')], { show: '', dataDir: '' })
  if (!parsed.ok || parsed.value.kind !== 'run') throw new Error('these are no arguments')
  const root = findPackageRoot(join(import.meta.dirname, '../../main'))
  const started = await startHost(parsed.value.settings, root, startDeviceProcess, () => {})
  if (!started.ok) throw new Error(formatFault(started.error))
  return started.value
}

async function measure(marks: readonly number[]): Promise<readonly MovesMemory[]> {
  const client = createSocket({ type: 'udp4', lookup: (host, _options, found) => found(null, host, 4) })
  const listening = once(client, 'listening')
  client.bind(0, '127.0.0.1')
  await listening
  const { port } = client.address()
  let answered = 0
  client.on('message', () => (answered += 1))
  using folder = scratch({ 'moves.show.json': JSON.stringify(boundShow(port, ROUTES)) })
  await using host = await openHost(folder.path)
  const messages = Array.from({ length: ROUTES }, (_, route) => routeMessage(route))
  const counts = () => host.engine.health.report()
  const taken: MovesMemory[] = []
  let moves = 0
  for (const mark of marks) {
    while (moves < mark) {
      for (let each = 0; each < TOGETHER; each += 1, moves += 1) {
        const message = messages[moves % ROUTES] as Buffer
        message.writeFloatBE((1 + (Math.floor(moves / ROUTES) % VALUES)) / VALUES, message.length - 4)
        client.send(message, host.osc.port, '127.0.0.1')
      }
      while (answered < moves) await turn()
    }
    await new Promise((resume) => setTimeout(resume, 2000))
    globalThis.gc?.()
    const { heapUsed, rss } = process.memoryUsage()
    const { osc } = counts()
    const sent = osc.targets.reduce((sum, target) => sum + target.sent, 0)
    taken.push({ moves, received: osc.input.received, sent, heap: heapUsed, rss })
  }
  client.close()
  return taken
}

process.send?.(await measure(process.argv.slice(2).map(Number)))
