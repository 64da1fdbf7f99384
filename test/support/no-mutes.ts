// Outputs of which none is muted.
export const NO_MUTES = {
  isMuted: (): boolean => false,
  withheld(): void {},
  onChanged: (): Disposable => ({ [Symbol.dispose]() {} }),
}
