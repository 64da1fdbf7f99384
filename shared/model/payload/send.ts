// Payloads of the two requests that an output serves.
import { devicePayloads } from './device.ts'
import { oscPayloads } from './osc.ts'

export const sendPayloads = {
  'osc.send': oscPayloads['osc.send'],
  'midi.send': devicePayloads['midi.send'],
} as const
