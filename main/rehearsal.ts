// Plays a show in simulated time: the stages of a live one, without sockets, threads or waiting.
import { z } from 'zod'
import { SimulatedClock, monotonicMs } from '../shared/base/clock.ts'
import { FaultError, failed, fault, ok } from '../shared/base/result.ts'
import type { Fault, Result } from '../shared/base/result.ts'
import { commands } from '../shared/contract/commands.ts'
import { catalogue, eventTypeName, isSystemEventType } from '../shared/model/event.ts'
import type { EventEnvelope } from '../shared/model/event.ts'
import { explainIssue, formatPath } from '../shared/model/explain.ts'
import { json } from '../shared/model/json.ts'
import type { Json } from '../shared/model/json.ts'
import { SHOW_LIMITS } from '../shared/model/show.ts'
import type { LoadedShow } from '../shared/model/show.ts'
import { DISPATCHER_DEFAULTS } from './dispatcher/defaults.ts'
import { Dispatcher } from './dispatcher/dispatcher.ts'
import { InlineRunners } from './playlists/inline-runners.ts'
import { createShow } from './show.ts'

/** Events at one instant beyond which a rehearsal is taken to go round in a circle. */
const EVENTS_PER_INSTANT = 5 * SHOW_LIMITS.steps
/** Events handed out in one turn. */
const EVENTS_PER_TURN = 1000
/** 30 days of simulated time, for shows that loop for ever. */
const LONGEST_MS = 2_592_000_000

const at = z.number().min(0).max(LONGEST_MS)
const injectedEvent = z.strictObject({
  at,
  type: eventTypeName,
  source: z.string().min(1).max(200).default('rehearsal'),
  payload: json.default({}),
})
const injectedCommand = z.strictObject({ at, command: z.string(), args: json.default({}) })

/** One thing that happens from outside, `at` ms from the start. */
export type RehearsalInput = z.infer<typeof injectedEvent> | z.infer<typeof injectedCommand>

/** Fields of a received message that matter to nobody in a rehearsal, so that its lines may leave them out. */
const OSC_DEFAULTS = {
  types: '',
  args: [],
  from: { transport: 'udp', host: '127.0.0.1', port: 0, connection: null },
  lateBy: null,
  latestOnly: false,
} as const

/** Reads one line of input; `where` names it in a refusal. */
export function parseRehearsalInput(line: string, where: string): Result<RehearsalInput> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return failed(fault('simulate/not-json', where, 'the line is not JSON', 'write one JSON object a line'))
  }
  const isCommand = typeof value === 'object' && value !== null && 'command' in value
  const parsed = (isCommand ? injectedCommand : injectedEvent).safeParse(value, { error: explainIssue })
  if (!parsed.success) return failed(badInput(where, parsed.error))
  const input: RehearsalInput = parsed.data
  if ('command' in input) {
    if (Object.hasOwn(commands, input.command)) return ok(input)
    return failed(
      fault('simulate/unknown-command', where, `there is no command ${input.command}`, 'check its name'),
    )
  }
  return checkPayload(input, where)
}

function checkPayload(input: z.infer<typeof injectedEvent>, where: string): Result<RehearsalInput> {
  if (!isSystemEventType(input.type)) return ok(input)
  const given =
    input.type === 'osc.received' ? { ...OSC_DEFAULTS, ...(input.payload as object) } : input.payload
  const payload = catalogue[input.type].payload.safeParse(given, { error: explainIssue })
  if (!payload.success) return failed(badInput(`${where}: payload`, payload.error))
  return ok({ ...input, payload: payload.data as Json })
}

function badInput(where: string, { issues: [issue] }: z.ZodError): Fault {
  const field = formatPath(issue?.path ?? [])
  return fault(
    'simulate/invalid',
    field === '' ? where : `${where}: ${field}`,
    issue?.message ?? 'it is wrong',
    'correct the line',
  )
}

/**
 * Plays `inputs` to the show and yields every event as it is dispatched. Ends at `until` ms, or where that is null once
 * nothing is left to happen.
 */
export async function* rehearse(
  loaded: LoadedShow,
  inputs: readonly RehearsalInput[],
  until: number | null,
  version: string,
): AsyncGenerator<EventEnvelope, void> {
  using clock = new SimulatedClock()
  const heard: EventEnvelope[] = []
  const dispatcher: Dispatcher = new Dispatcher({
    ...DISPATCHER_DEFAULTS,
    clock,
    defer: () => void clock.setTimer(clock.now(), () => void dispatcher.drain(EVENTS_PER_TURN)),
  })
  using _ = dispatcher.subscribe('*', (event) => void heard.push(event), {
    priority: Infinity,
    name: 'rehearsal',
  })
  await using show = createShow(loaded, {
    clock,
    dispatcher,
    version,
    createRunners: (listener) => new InlineRunners(clock, listener),
    direct: { encode: () => null, send() {}, sent() {}, failed() {} },
    reply() {},
  })
  for (const input of inputs) {
    clock.setTimer(monotonicMs(input.at), () => {
      if ('command' in input)
        show.commands.execute(input.command, input.args, { by: 'rehearsal', cause: null })
      else dispatcher.publish({ ...input, type: input.type, cause: null, at: clock.now() })
    })
  }
  let instant = clock.now()
  let events = 0
  while (clock.runNext(until ?? LONGEST_MS)) {
    if (clock.now() > instant) events = 0
    instant = clock.now()
    events += heard.length
    yield* heard.splice(0)
    if (events > EVENTS_PER_INSTANT) throw new FaultError(endless(instant))
  }
}

function endless(at: number): Fault {
  const what = `at ${at} ms events follow from each other without end`
  return fault('simulate/endless', 'show', what, 'look for playlists that start each other')
}
