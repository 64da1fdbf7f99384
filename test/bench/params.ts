// A hundred faders that move at once: the messages that the dispatcher takes beside the same messages as bare events.
import { ShowState } from '../../main/coordinator/show-state.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { Params } from '../../main/params/params.ts'
import type { CommittedParams } from '../../main/params/moves.ts'
import type { EventDraft, EventEnvelope } from '../../shared/model/event.ts'
import { paramDefinition } from '../../shared/model/param.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import { alternate, atLeast } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { ActingSystemClock } from '../support/acting-clock.ts'
import { OPERATOR } from '../support/clients.ts'

const FADERS = 100
/** Of all faders together; each sends one a turn, so that none is merged before it is handled. */
const MESSAGES = 500_000
const ROUNDS = 5
/** A hundred faders at a thousand messages a second. */
const REACH = 100_000

const PREFIX = '/cuewright/param/'
const names = Array.from({ length: FADERS }, (_, index) => `fader${index}`)
const from = { transport: 'udp', host: '127.0.0.1', port: 9000, connection: null } as const
const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))

function message(name: string, value: number): EventDraft<'osc.received'> {
  const address = `${PREFIX}${name}`
  const payload = { address, types: 'f', args: [value], from, lateBy: null, latestOnly: false }
  return { type: 'osc.received', source: 'osc:main', cause: null, payload }
}

/** Messages a second, each of which is handled and followed by whatever that publishes; in each turn each fader sends one. */
async function perSecond(
  hearer: (
    dispatcher: Dispatcher,
    clock: ActingSystemClock,
  ) => (event: EventEnvelope<'osc.received'>) => void,
): Promise<number> {
  const clock = new ActingSystemClock()
  using dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
  const hearing = { priority: 0, name: 'bench', acts: true }
  dispatcher.subscribe('osc.received', hearer(dispatcher, clock), hearing)
  const startedAt = performance.now()
  for (let sent = 0; sent < MESSAGES; sent += FADERS) {
    for (const name of names) dispatcher.publish(message(name, (sent + 1) / MESSAGES))
    while (dispatcher.pending > 0) await turn()
  }
  return MESSAGES / ((performance.now() - startedAt) / 1000)
}

const bare = (): Promise<number> => perSecond(() => () => {})

function throughParams(): Promise<number> {
  const definition = paramDefinition.parse({ type: 'number' })
  const definitions = Object.fromEntries(names.map((name) => [name, definition]))
  return perSecond(({ publish }, clock) => {
    const state = new ShowState()
    const committed: CommittedParams = {
      get: (name) => state.get('param', name),
      put: (name, value) => state.put('param', name, value),
      changed() {},
    }
    const params = new Params({ clock, publish, committed })
    state.take({ params: definitions }, OPENING)
    params.take(definitions, OPENING)
    return ({ seq, payload: { address, args }, collapsed }) =>
      void params.set(address.slice(PREFIX.length), args[0], OPERATOR, seq, collapsed)
  })
}

export async function params(): Promise<readonly Measurement[]> {
  const { subject, baseline } = await alternate(ROUNDS, throughParams, bare)
  return [
    {
      what: `values of ${FADERS} faders`,
      unit: 'messages/s',
      subject,
      baseline: { name: 'bare events', figures: baseline },
      reach: atLeast(REACH),
    },
  ]
}
