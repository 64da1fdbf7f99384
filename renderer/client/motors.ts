// The motors of a gamepad, as browsers offer them.

/** What is used of a pad's motors. */
export interface BrowserMotors {
  /** What it can do, where the browser says so; older ones name one `type`. */
  readonly effects?: readonly string[]
  readonly type?: string
  playEffect(type: 'dual-rumble', options: object): Promise<unknown>
}

export interface Motorized {
  /** Null or missing where the browser knows of no motors. */
  readonly vibrationActuator?: BrowserMotors | null
}

export const EFFECT = 'dual-rumble'

export function canRumble({ vibrationActuator: motors }: Motorized): boolean {
  if (motors === undefined || motors === null || typeof motors.playEffect !== 'function') return false
  return motors.effects === undefined ? motors.type === EFFECT : motors.effects.includes(EFFECT)
}
