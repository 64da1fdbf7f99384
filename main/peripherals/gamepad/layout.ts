// What the controls of a gamepad are called: as on the pad, and as its profile in assets/profiles calls them.

export interface PadLayout {
  /** By the browser's number; null where a button is one direction of the hat. Further ones are `button18` and so on. */
  readonly buttons: readonly (string | null)[]
  /** By the browser's number; further ones are `axis5` and so on. */
  readonly axes: readonly string[]
  /** Buttons that are told as axes as well, since they can be pressed halfway. */
  readonly triggers: readonly (readonly [button: number, axis: string])[]
  /** What the four directions are together; null where they are four buttons. */
  readonly hat: string | null
}

const STICKS = ['leftX', 'leftY', 'rightX', 'rightY'] as const
const IN_HAT = [null, null, null, null] as const
/** The browser's numbers of the two triggers, in its standard places. */
const [LEFT, RIGHT] = [6, 7] as const

/** Of a pad whose controls the browser does not know. */
const NUMBERED: PadLayout = { buttons: [], axes: [], triggers: [], hat: null }

const XBOX: PadLayout = {
  buttons: [
    ...['a', 'b', 'x', 'y', 'lb', 'rb', 'lt', 'rt', 'back', 'start', 'leftStick', 'rightStick'],
    ...[...IN_HAT, 'guide', 'share'],
  ],
  axes: STICKS,
  triggers: [
    [LEFT, 'leftTrigger'],
    [RIGHT, 'rightTrigger'],
  ],
  hat: 'dpad',
}

function sony(share: 'share' | 'create'): PadLayout {
  return {
    buttons: [
      ...['cross', 'circle', 'square', 'triangle', 'l1', 'r1', 'l2Press', 'r2Press', share, 'options'],
      ...['l3', 'r3', ...IN_HAT, 'ps', 'touchpad'],
    ],
    axes: STICKS,
    triggers: [
      [LEFT, 'l2'],
      [RIGHT, 'r2'],
    ],
    hat: 'dpad',
  }
}

/** Its triggers are either on or off, and over USB its directions are four buttons. */
const NINTENDO: PadLayout = {
  buttons: [
    ...['b', 'a', 'y', 'x', 'l', 'r', 'zl', 'zr', 'minus', 'plus', 'leftStick', 'rightStick'],
    ...['up', 'down', 'left', 'right', 'home', 'capture'],
  ],
  axes: STICKS,
  triggers: [],
  hat: null,
}

const EIGHT_BIT_DO: PadLayout = {
  buttons: [
    ...['b', 'a', 'y', 'x', 'l', 'r', 'zl', 'zr', 'select', 'start', 'leftStick', 'rightStick'],
    ...[...IN_HAT, 'home'],
  ],
  axes: STICKS,
  triggers: XBOX.triggers,
  hat: 'dpad',
}

const DUALSENSES = new Set(['054c:0ce6', '054c:0df2'])

const BY_VENDOR: ReadonlyMap<string, PadLayout> = new Map([
  ['054c', sony('share')],
  ['057e', NINTENDO],
  ['2dc8', EIGHT_BIT_DO],
])
const DUALSENSE = sony('create')

/** `standard` is whether the browser gives the pad's controls its standard places. */
export function padLayout(hardware: string | null, standard: boolean): PadLayout {
  if (!standard) return NUMBERED
  if (hardware === null) return XBOX
  if (DUALSENSES.has(hardware)) return DUALSENSE
  return BY_VENDOR.get(hardware.slice(0, 4)) ?? XBOX
}
