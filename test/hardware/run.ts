// Runs the hardware tests in a virtual machine with HID and MIDI devices: `npm run test:hardware [-- vitest arguments]`.
import { join } from 'node:path'
import { ensureBuilt } from '../../scripts/fresh-build.ts'
import { messageOf } from '../../shared/base/result.ts'
import { runInMachine } from './lab/machine.ts'
import { missingForLab, prepareLab } from './lab/packages.ts'
import type { LabParts } from './lab/packages.ts'

const root = join(import.meta.dirname, '..', '..')
/** Emulation is twenty times slower than the machine it runs on. */
const LIMIT_MS = 1_500_000

function partsOrReason(): LabParts | string {
  const missing = missingForLab()
  if (missing !== null) return missing
  try {
    return prepareLab(join(root, '.cache', 'hardware-lab'))
  } catch (error) {
    return `its parts could not be fetched: ${messageOf(error)}`
  }
}

const parts = partsOrReason()
if (typeof parts === 'string') {
  console.log(`hardware tests skipped: ${parts}`)
} else {
  // The machine sees this computer's files as they are when it starts, and is too slow to build anything.
  await ensureBuilt()
  process.exitCode = await runInMachine(parts, {
    command: [
      process.execPath,
      join(root, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--project', 'hardware', '--configLoader', 'runner'],
      ...process.argv.slice(2),
    ],
    cwd: root,
    environment: { HWLAB: '1', CI: process.env['CI'] ?? '' },
    limit: LIMIT_MS,
  })
}
