// Arms and disarms the show: with the switch, what would still act is ended, and rules go on where they were kept from firing.
import type { PanicEnded } from '../shared/model/panic.ts'
import type { Arming, Disarming } from './arming.ts'

interface ArmShowOptions {
  readonly arming: Arming
  readonly panic: { end(cause: number | null): PanicEnded }
  readonly schedulers: {
    armed(disarmed: { readonly since: number; readonly seq: number | null }, by: string): void
  }
}

export interface ArmShow {
  /** Answers what of what was under way was ended. */
  disarm(disarming: Disarming, cause: number | null): PanicEnded
  arm(by: string, cause: number | null): void
}

export function createArmShow({ arming, panic, schedulers }: ArmShowOptions): ArmShow {
  return {
    disarm(disarming, cause) {
      // First, so that nothing begins because something else ends.
      arming.disarm(disarming)
      const ended = panic.end(cause)
      arming.publishDisarmed(ended, cause)
      return ended
    },
    arm(by, cause) {
      const disarmed = arming.arm(by, cause)
      if (disarmed !== null) schedulers.armed(disarmed, by)
    },
  }
}
