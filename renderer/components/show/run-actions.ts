// What an operator can do to one run.
export interface RunActions {
  select(runId: string): void
  pause(runId: string): void
  resume(runId: string): void
  stop(runId: string): void
  /** `position` in ms of the timeline. */
  seek(runId: string, position: number): void
  setRate(runId: string, rate: number): void
}
