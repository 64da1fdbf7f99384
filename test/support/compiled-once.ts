// Before the tests: what Node compiles is kept until they end, so that each process started does not compile the same again.
import { scratch } from './scratch.ts'

export function setup(): (() => void) | undefined {
  if (process.env['NODE_COMPILE_CACHE'] !== undefined) return undefined
  const folder = scratch({})
  process.env['NODE_COMPILE_CACHE'] = folder.path
  return () => folder[Symbol.dispose]()
}
