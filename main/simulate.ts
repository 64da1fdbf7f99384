// Rehearses a show without a rig: input lines in, every event out as a line, the same for the same input.
import { createReadStream } from 'node:fs'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { FaultError, fault, formatFault, messageOf } from '../shared/base/result.ts'
import type { EventEnvelope } from '../shared/model/event.ts'
import { loadShow } from './load-show.ts'
import { findPackageRoot } from './package-root.ts'
import type { SessionLine } from './protocols/session/line.ts'
import { readSession } from './protocols/session/read.ts'
import { rehearse } from './rehearsal.ts'

const USAGE = `usage: npm run simulate -- --show FILE --input FILE.jsonl [--until MS] [--start TIME]

Plays the show in simulated time and prints every event as a JSON line.
--start is the time of day and the date at its start, such as 2026-03-29T01:00+01:00, for rules that go by the calendar.
Input lines:  {"at":0,"type":"osc.received","payload":{"address":"/go"}}
              {"at":500,"command":"playlist.start","args":{"id":"chase"}}
`
const BATCH_CHARACTERS = 65_536

function lineOf({ at, seq, type, source, cause, payload, edge, edges }: EventEnvelope): string {
  return `${JSON.stringify({ at, seq, type, source, cause, payload, edge, edges })}\n`
}

async function readInputs(file: string): Promise<SessionLine[]> {
  const inputs: SessionLine[] = []
  try {
    for await (const { line } of readSession(createReadStream(file), file)) {
      if (!line.ok) throw new FaultError(line.error)
      inputs.push(line.value)
    }
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    throw new FaultError(fault('simulate/unreadable', file, messageOf(thrown), 'check the path'))
  }
  return inputs
}

function readUntil(text: string | undefined): number | null {
  if (text === undefined) return null
  const until = Number(text)
  if (text.trim() !== '' && until >= 0) return until
  throw new FaultError(
    fault('simulate/bad-until', '--until', `${text} is no number of milliseconds`, 'give 0 or more'),
  )
}

/** Where none is given, 1970, so that the same input gives the same output. */
function readStart(text: string | undefined): number {
  if (text === undefined) return 0
  const time = Date.parse(text)
  if (!Number.isNaN(time)) return time
  throw new FaultError(
    fault('simulate/bad-start', '--start', `${text} is no time`, 'write it as 2026-03-29T01:00+01:00'),
  )
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      show: { type: 'string' },
      input: { type: 'string' },
      until: { type: 'string' },
      start: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help || values.show === undefined || values.input === undefined) {
    process.stderr.write(USAGE)
    process.exitCode = values.help ? 0 : 2
    return
  }
  const until = readUntil(values.until)
  const startTime = readStart(values.start)
  const loaded = await loadShow(values.show)
  if (!loaded.ok) {
    for (const problem of loaded.error) process.stderr.write(`${formatFault(problem)}\n`)
    process.exitCode = 2
    return
  }
  const inputs = await readInputs(values.input)
  const { version } = findPackageRoot(import.meta.dirname)
  let batch = ''
  for await (const event of rehearse(loaded.value, inputs, { until, startTime, version })) {
    batch += lineOf(event)
    if (batch.length < BATCH_CHARACTERS) continue
    await write(batch)
    batch = ''
  }
  await write(batch)
}

try {
  await main()
} catch (thrown) {
  process.stderr.write(`${messageOf(thrown)}\n`)
  process.exitCode = 2
}
