// Other programs of a show laptop: processes of normal priority that never rest.
import { startHelper } from './child.ts'

/** Twice the cores of the machine that the figures in design and issue are of. */
const BUSY = 4

/** Busy from when it resolves until it is disposed. */
export async function startBusy(): Promise<AsyncDisposable> {
  await using starting = new AsyncDisposableStack()
  const programs = Array.from({ length: BUSY }, () => starting.use(startHelper('busy.ts', [])))
  await Promise.all(programs.map((program) => program.next<string>()))
  return starting.move()
}
