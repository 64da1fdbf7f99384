// Reset: puts the show back to how it opens. It ends nothing: runs, rules that wait, thrown events and questions go on.
import type { CommandAnswer } from '../shared/contract/commands.ts'
import type { Client } from '../shared/model/client.ts'
import type { Publish } from '../shared/model/event.ts'

interface ResetOptions {
  readonly publish: Publish
  readonly standby: { reset(cause: number): string | null }
  readonly cues: { reset(cause: number): void }
  readonly params: { reset(by: Client, cause: number): number }
  readonly schedulers: { resetVars(cause: number): number }
}

/** What of it is put back: standby, parameters and variables. */
export type Reset = (by: Client, cause: number) => CommandAnswer<'show.reset'>

export function createReset({ publish, standby, cues, params, schedulers }: ResetOptions): Reset {
  return (client, cause) => {
    const { name: by } = client
    const source = 'show'
    const requested = publish({ type: 'show.reset.requested', source, cause, payload: { by } }) ?? cause
    // Values first, so that rules that hear of the standby find them as they will be.
    cues.reset(requested)
    const answer = {
      params: params.reset(client, requested),
      vars: schedulers.resetVars(requested),
      playlistId: standby.reset(requested),
    }
    publish({ type: 'show.reset.applied', source, cause: requested, payload: { by, ...answer } })
    return answer
  }
}
