// Writes a busy show into the log of the named file as fast as it can, and says after each batch how many entries are in it.
import { writeSync } from 'node:fs'
import { Writer } from '../../main/as-run/writer.ts'
import { BusyShow } from '../bench/as-run-show.ts'

const [file = ''] = process.argv.slice(2)
// It happens faster than time goes by.
const show = new BusyShow(Date.now() - 3_600_000)
const session = { startedAt: show.now, show: 'Busy', version: '1.0.0' }
const writer = new Writer({ role: 'writer', file, session, maxAge: 1e12, maxBytes: 1e9 }, () => {})
let written = 0
for (let batch = 1; ; batch += 1) {
  const reply = writer.handle({ kind: 'write', cells: show.next(), batch, calm: false, now: show.now })
  if (reply.kind !== 'done') throw new Error(JSON.stringify(reply))
  written += reply.written
  writeSync(1, `${written}\n`)
}
