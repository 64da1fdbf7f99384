// A client of a host in another process, as a page is one.
import { WebSocketPipe } from '../../renderer/client/websocket-pipe.ts'
import { SystemClock } from '../../main/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { ContractClient } from '../../shared/contract/client.ts'
import type { EditsView } from '../../shared/contract/edits-view.ts'

export interface HostClient extends Disposable {
  readonly client: ContractClient
  /** As it was published last. */
  edits(): EditsView
}

/** Once it is connected. */
export async function hostClient({ http }: { readonly http: string }): Promise<HostClient> {
  const clock = new SystemClock()
  const pipe = new WebSocketPipe(() => new WebSocket(`ws://${http}/ws`), clock)
  const client = new ContractClient(pipe, clock, {
    hello: () => ({ client: 'page-of-faults', key: 'key-of-faults-0123456789', station: 'faults' }),
    welcomed: () => undefined,
  })
  const connected = Promise.withResolvers<EditsView>()
  let edits: EditsView | null = null
  client.subscribe('edits', (view) => {
    edits = view
    connected.resolve(view)
  })
  const first = await connected.promise
  return {
    client,
    edits: () => edits ?? first,
    [Symbol.dispose]() {
      dispose(client)
      dispose(pipe)
    },
  }
}
