// What a command costs beside its owner: parsed, published as received and as accepted, and dispatched; against its event alone.
import { SystemClock } from '../../main/clock.ts'
import { createCommands } from '../../main/commands.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { OPERATOR } from '../support/clients.ts'
import { alternate, atLeast } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const COMMANDS = 200_000
/** As many as fit into the control lane with what they publish. */
const BURST = 1_000
const ROUNDS = 5

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))

async function perSecond(dispatcher: Dispatcher, each: () => void): Promise<number> {
  const startedAt = performance.now()
  for (let done = 0; done < COMMANDS; done += BURST) {
    for (let index = 0; index < BURST; index += 1) each()
    while (dispatcher.pending > 0) await turn()
  }
  return COMMANDS / ((performance.now() - startedAt) / 1000)
}

const newDispatcher = (): Dispatcher =>
  new Dispatcher({ ...DISPATCHER_DEFAULTS, clock: new SystemClock(), defer: setImmediate })

function throughCommands(): Promise<number> {
  const dispatcher = newDispatcher()
  const { publish, history, state } = dispatcher
  // Of its owners only the one of events is asked.
  const { execute } = createCommands({
    ...{ clock: new SystemClock(), publish, history, state, tooOld: () => null, stoodSince: () => null },
    isShowEvent: () => true,
    access: null,
  } as unknown as Parameters<typeof createCommands>[0])
  const args = { type: 'lights.go', payload: { level: 1 } }
  return perSecond(dispatcher, () => void execute('event.publish', args, { client: OPERATOR, cause: null }))
}

function alone(): Promise<number> {
  const dispatcher = newDispatcher()
  const draft = { type: 'lights.go', source: 'operator', cause: null, payload: { level: 1 } }
  return perSecond(dispatcher, () => void dispatcher.publish(draft))
}

export async function commands(): Promise<readonly Measurement[]> {
  const { subject, baseline } = await alternate(ROUNDS, throughCommands, alone)
  return [
    {
      what: 'commands that publish an event',
      unit: 'commands/s',
      subject,
      baseline: { name: 'the event alone', figures: baseline },
      reach: atLeast(100_000),
    },
  ]
}
