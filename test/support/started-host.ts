// A whole engine with its sockets, running a show until the test ends.
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { parseArguments } from '../../main/arguments.ts'
import { startFrom } from '../../main/devices/start-process.ts'
import { startHost } from '../../main/host.ts'
import type { Host } from '../../main/host.ts'
import { findPackageRoot } from '../../main/package-root.ts'
import { formatFault } from '../../shared/base/result.ts'
import { scratch } from './scratch.ts'

export async function startedHost(show: object): Promise<Host> {
  const folder = scratch({ 'show.json': JSON.stringify(show) })
  onTestFinished(() => folder[Symbol.dispose]())
  const settings = ['--port', '0', '--osc-port', '0', '--data-dir', join(folder.path, 'data')]
  const parsed = parseArguments([...settings, join(folder.path, 'show.json')], { show: '', dataDir: '' })
  if (!parsed.ok || parsed.value.kind !== 'run') throw new Error('these are no arguments')
  const root = findPackageRoot(join(import.meta.dirname, '../../main'))
  const devices = startFrom(new URL('./devices.process.ts', import.meta.url))
  const started = await startHost(parsed.value.settings, root, devices, () => {})
  if (!started.ok) throw new Error(formatFault(started.error))
  onTestFinished(() => started.value[Symbol.asyncDispose]())
  await started.value.engine.ready()
  return started.value
}
