// Runs one of the app's programs from a fresh build: `node scripts/run.ts headless --show my.show.json`.
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from './fresh-build.ts'

const [program = 'headless', ...args] = process.argv.slice(2)
const entry = new URL(`../dist/main/${program}.js`, import.meta.url)

await ensureBuilt()
// In this very process, so that a signal reaches it and nothing is left behind.
process.argv = [process.execPath, fileURLToPath(entry), ...args]
await import(entry.href)
