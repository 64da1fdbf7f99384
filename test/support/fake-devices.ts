// Controllers and gestures for looking at the renderer: a few, forty with long names, some in trouble, none.
import type { GestureView, InputsView } from '../../shared/contract/streams.ts'
import type { Scenario } from './scenarios.ts'

type Devices = InputsView['devices']

/** There even where nothing is plugged in. */
const BUILT_IN: Devices = [
  { device: 'keyboard:window', name: 'Keyboard', family: 'keyboard', state: 'open', reason: null },
  { device: 'virtual:desk', name: 'On-screen controller', family: 'virtual', state: 'open', reason: null },
]

const FEW: Devices = [
  { device: 'hid:054c:09cc:1', name: 'DualShock 4', family: 'hid', state: 'open', reason: null },
  {
    device: 'midi:Launch Control XL:1',
    name: 'Launch Control XL',
    family: 'midi',
    state: 'open',
    reason: null,
  },
  {
    device: 'gamepad:045e:02ea:1',
    name: 'Xbox Wireless Controller',
    family: 'gamepad',
    state: 'open',
    reason: null,
  },
]

const TROUBLED: Devices = [
  FEW[1]!,
  {
    device: 'hid:054c:09cc:1',
    name: 'DualShock 4',
    family: 'hid',
    state: 'lost',
    reason: 'unplugged; it is taken up again as soon as it is back',
  },
  {
    device: 'hid:05f3:00ff:1',
    name: 'Infinity foot pedal',
    family: 'hid',
    state: 'refused',
    reason: 'this user may not open it: install assets/udev/70-cuewright.rules, then plug it in again',
  },
  {
    device: 'gamepad:054c:09cc:1',
    name: 'Wireless Controller',
    family: 'gamepad',
    state: 'off',
    reason: 'read directly as hid:054c:09cc:1',
  },
  { device: 'keyboard:window', name: 'Keyboard', family: 'keyboard', state: 'open', reason: null },
  { device: 'hid:0b33:0030:1', name: 'ShuttlePRO v2', family: 'hid', state: 'opening', reason: null },
]

const LONG = 'Controller of the follow spot on the upper gallery, stage left, behind the second border '

const MANY: Devices = Array.from({ length: 40 }, (_, index) => {
  const family = (['hid', 'midi', 'gamepad'] as const)[index % 3]!
  const lost = index % 11 === 7
  const name = `${index + 1} ${LONG.repeat(3)}`.slice(0, 200)
  return {
    device: `${family}:${family === 'midi' ? name : '054c:09cc'}:${index + 1}`,
    name,
    family,
    state: lost ? ('lost' as const) : ('open' as const),
    reason: lost ? `${LONG.repeat(3)}was unplugged` : null,
  }
})

export function devicesOf(scenario: Scenario): Devices {
  switch (scenario) {
    case 'empty':
      return BUILT_IN
    case 'wide':
      return MANY
    case 'troubled':
      return TROUBLED
    default:
      return FEW
  }
}

const GESTURES: readonly GestureView[] = [
  {
    id: 'konami',
    name: 'Konami code',
    kind: 'sequence',
    watches: ['up', 'up', 'down', 'down', 'left', 'right', 'left', 'right', 'circle', 'cross'].map(
      (control) => `hid.received ${control}`,
    ),
    timing: 'pauses up to 2 s',
    outputs: ['secret.found'],
    recognized: 2,
    lastAt: null,
  },
  {
    id: 'blinders',
    name: 'Both shoulders',
    kind: 'simultaneous',
    watches: ['hid.received l1', 'hid.received r1'],
    timing: 'within 50 ms',
    outputs: ['lights.blinders'],
    recognized: 0,
    lastAt: null,
  },
  {
    id: 'stop-tap',
    name: 'Double tap on pad 36',
    kind: 'doubleTap',
    watches: ['midi.received noteOn channel 10 note 36'],
    timing: 'within 300 ms',
    outputs: [],
    recognized: 0,
    lastAt: null,
  },
]

export function gesturesOf(scenario: Scenario): GestureView[] {
  if (scenario === 'empty') return []
  if (scenario !== 'wide') return [...GESTURES]
  return Array.from({ length: 60 }, (_, index) => ({
    ...GESTURES[index % 3]!,
    id: `gesture-${index + 1}`,
    name: `${index + 1} ${LONG.repeat(3)}`.slice(0, 200),
  }))
}
