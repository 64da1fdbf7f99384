// The headless host with device libraries that flood it: from the pads or from the keyboards, as its own environment says.
import { join } from 'node:path'
import { parseArguments } from '../../main/arguments.ts'
import { startFrom } from '../../main/devices/start-process.ts'
import { startHost } from '../../main/host.ts'
import { findPackageRoot } from '../../main/package-root.ts'
import { withoutGlobalKeys } from '../../main/peripherals/client-inputs.ts'

const devices = startFrom(new URL('./flooding-devices.process.ts', import.meta.url))
const root = findPackageRoot(join(import.meta.dirname, '../../main'))
const parsed = parseArguments(process.argv.slice(2), { show: '', dataDir: '' })
if (!parsed.ok || parsed.value.kind !== 'run') throw new Error('only the headless host’s own arguments')
const started = await startHost(parsed.value.settings, root, devices, (line) => console.error(line))
if (!started.ok) throw new Error(started.error.what)
const { engine, http, osc } = started.value
withoutGlobalKeys(engine.globalKeys)
process.on('SIGTERM', () => void started.value[Symbol.asyncDispose]().then(() => process.exit(0)))
console.log(`cuewright ready http=${http.host}:${http.port} osc=${osc.host}:${osc.port}`)
