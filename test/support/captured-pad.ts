// A pad of the on-screen controller as learning tells of it.
import type { CapturedControl } from '../../shared/model/input.ts'

export function captured(control: string, seq: number, at: number): CapturedControl {
  const device = 'virtual:desk'
  const payload = { device, control, kind: 'button', value: 1 }
  return {
    family: 'virtual',
    device,
    deviceName: 'On-screen controller',
    control,
    channel: null,
    kind: 'button',
    range: { min: 0, max: 1 },
    seen: { min: 1, max: 1 },
    trail: [1],
    event: { seq, type: 'hid.received', source: device, at, payload },
    match: { event: 'hid.received', source: device, where: { control } },
  }
}

export const capturedPad = captured('pad1', 7, 0)
