// Panic under every flood that is known, also by controllers and connections, and while pages look on: it arrives, and nothing of
// what was playing arrives after it. Times are printed only.
import { FLOODS, INPUT_FLOODS } from '../support/panic-floods.ts'
import { testPanicUnder } from './panic-cases.ts'

testPanicUnder([...FLOODS, ...INPUT_FLOODS])
