// Runs the benches, or those named on the command line, one after the other, and prints what they measured.
import { availableParallelism, cpus, loadavg } from 'node:os'
import { asRun } from './as-run.ts'
import { bindings } from './bindings.ts'
import { commands } from './commands.ts'
import { controllers } from './controllers.ts'
import { cues } from './cues.ts'
import { deviceProcess } from './device-process.ts'
import { dispatcher } from './dispatcher.ts'
import { edit } from './edit.ts'
import { faderFrames } from './fader-frames.ts'
import { gestures } from './gestures.ts'
import { goLatency } from './go-latency.ts'
import { journal } from './journal.ts'
import { table } from './measurement.ts'
import type { Bench, Measurement } from './measurement.ts'
import { midiDecode } from './midi-decode.ts'
import { moveMemory } from './move-memory.ts'
import { mutation } from './mutation.ts'
import { openPages } from './open-pages.ts'
import { oscEcho } from './osc-echo.ts'
import { oscFlood } from './osc-flood.ts'
import { pageCost } from './page-cost.ts'
import { pageMemory } from './page-memory.ts'
import { panicUnderLoad } from './panic-under-load.ts'
import { params } from './params.ts'
import { rampLateness } from './ramp-lateness.ts'
import { reload } from './reload.ts'
import { rendererFrames } from './renderer-frames.ts'
import { saves } from './saves.ts'
import { scale } from './scale.ts'
import { scheduler } from './scheduler.ts'
import { startUp } from './start-up.ts'
import { state } from './state.ts'
import { stepLateness } from './step-lateness.ts'
import { taking } from './taking.ts'
import { thrown } from './thrown.ts'

const benches: Readonly<Record<string, Bench>> = {
  'step-lateness': stepLateness,
  'ramp-lateness': rampLateness,
  'osc-echo': oscEcho,
  'osc-flood': oscFlood,
  'panic-under-load': panicUnderLoad,
  bindings,
  'move-memory': moveMemory,
  dispatcher,
  commands,
  controllers,
  cues,
  'device-process': deviceProcess,
  gestures,
  'midi-decode': midiDecode,
  mutation,
  edit,
  journal,
  'open-pages': openPages,
  params,
  reload,
  scheduler,
  state,
  taking,
  thrown,
  saves,
  'as-run': asRun,
  scale,
  'go-latency': goLatency,
  'start-up': startUp,
  'renderer-frames': rendererFrames,
  'fader-frames': faderFrames,
  'page-cost': pageCost,
  'page-memory': pageMemory,
}

const named = process.argv.slice(2)
const unknown = named.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}

const load = loadavg()[0]!.toFixed(1)
console.log(`node ${process.version}, ${availableParallelism()} cores of ${cpus()[0]?.model}, load ${load}\n`)

const all: Measurement[] = []
for (const [name, bench] of Object.entries(benches)) {
  if (named.length > 0 && !named.includes(name)) continue
  process.stderr.write(`${name} ...\n`)
  const outcome = await bench()
  if (typeof outcome === 'string') console.log(`${name}: skipped, ${outcome}`)
  else all.push(...outcome.map((measurement) => ({ ...measurement, what: `${name}: ${measurement.what}` })))
}
console.log(table(all))
