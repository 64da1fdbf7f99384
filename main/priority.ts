// Asks the system that the main thread goes before other programs, though never before a runner.
import { constants, setPriority } from 'node:os'
import { messageOf } from '../shared/base/result.ts'

/**
 * Only Linux keeps a priority for each thread; elsewhere the whole process would be raised, and with it the threads that are
 * to step back. Threads that are there already keep theirs. Most systems leave this to an administrator: without it a show
 * runs as before, and only beside programs that take all they can get it answers later.
 */
export function goBeforeOthers(log: { info(details: object, message: string): void }): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(process.pid, constants.priority.PRIORITY_HIGH)
  } catch (thrown) {
    log.info({ reason: messageOf(thrown) }, 'the system gives this program no priority over others')
  }
}
