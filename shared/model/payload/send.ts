// Payloads of the two requests that an output serves.
import { devicePayloads } from './device.ts'
import { oscPayloads } from './osc.ts'

/** As a show writes them: what it sends by itself is no value of a route. */
export const sendPayloads = {
  'osc.send': oscPayloads['osc.send'].omit({ route: true }),
  'midi.send': devicePayloads['midi.send'].omit({ route: true }),
} as const
