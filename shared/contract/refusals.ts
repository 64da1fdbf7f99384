// What the engine's side of the contract says where it refuses a client something.
import { fault, messageOf } from '../base/result.ts'
import type { Fault } from '../base/result.ts'
import { PROTOCOL } from './streams.ts'
import { INPUT_LIMITS } from './input-gate.ts'
import { FRAME_LIMITS, QUERY_LIMITS, SERVER_LIMITS } from './limits.ts'

const FOLLOW_PROTOCOL = `send frames of protocol ${PROTOCOL}; in a browser, reload the page`

export const badFrame = (where: string, what: string): Fault =>
  fault('contract/bad-frame', where, what, FOLLOW_PROTOCOL)

export const weakKey = fault(
  'contract/weak-key',
  'hello.key',
  'it proves nothing, so the page is known by another id than it gave where that one is taken',
  'send 16 to 64 letters, digits, - or _ that nobody else can guess',
)

export const tooDeep = fault(
  'contract/too-deep',
  'frame',
  `values nest deeper than ${SERVER_LIMITS.depth} levels`,
  'send a flatter value',
)

export const tooLarge = (bytes: number, most: number): Fault =>
  fault(
    'contract/payload-too-large',
    'frame',
    `it has ${bytes} bytes; the most is ${most}`,
    'keep large data elsewhere, and only its name here',
  )

export const tooManyClients = fault(
  'contract/full',
  'engine',
  'all places for clients of this kind are taken by others that are at work',
  'close a window that is not needed and connect again',
)

export const tooManyCommands = (command: string): Fault =>
  fault(
    'contract/busy',
    command,
    `${SERVER_LIMITS.commandsInFlight} commands of this client wait for their answer`,
    'wait for answers before asking for more',
  )

export const tooManyQuestions = (command: string): Fault =>
  fault(
    'contract/busy',
    command,
    `${QUERY_LIMITS.waiting} questions of this client wait until it has taken the answers before`,
    'read the answers before asking for more',
  )

export const onlyAsFile = (command: string): Fault =>
  fault('contract/only-as-file', command, 'it is answered with a file', 'fetch it over HTTP')

export const tooFast = (what: string): Fault =>
  fault(
    'contract/too-fast',
    what,
    `this client sends more than ${FRAME_LIMITS.perSecond} frames, or ${Math.round((FRAME_LIMITS.perSecond * FRAME_LIMITS.bytesPerPoint) / 1000)} kB, a second`,
    'send less, and only what has changed',
  )

export const tooManyOpen = fault(
  'contract/busy',
  'timelines and forms',
  `${SERVER_LIMITS.openStreams} of them are open for this client`,
  'close one that is not looked at',
)

export const tooManyInputs = fault(
  'contract/busy',
  'inputs',
  `more than ${INPUT_LIMITS.perSecond} inputs a second came from this window, so some were left out`,
  'look for a controller that sends without end, and unplug it',
)

export const internal = (where: string, thrown: unknown): Fault =>
  fault('contract/internal', where, messageOf(thrown), 'try again; the log of the engine tells more')
