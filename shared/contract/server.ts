// The engine's side of the contract: gives clients their places and keeps subscribers supplied, over any pipe.
import { dispose } from '../base/disposable.ts'
import { THIS_MACHINE, groupOf } from '../base/network-address.ts'
import type { Person } from '../model/client.ts'
import { FrameShares } from './frame-gate.ts'
import { SERVER_LIMITS } from './limits.ts'
import type { ServerPipe } from './pipe.ts'
import { givesWay } from './places.ts'
import { QuestionDesk } from './question-desk.ts'
import { tooManyClients } from './refusals.ts'
import { Session } from './session.ts'
import type { ContractServerOptions } from './session.ts'
import type { StreamName, StreamValues } from './streams.ts'
import { Untaken } from './untaken.ts'

const PLACES = {
  total: SERVER_LIMITS.clients,
  perGroup: SERVER_LIMITS.clientsPerAddress,
  reserved: SERVER_LIMITS.reservedClients,
}

export interface BroadcastOutcome {
  /** How many clients the value was handed to; slow ones that get a later value are not among them. */
  readonly clients: number
  /** The most that one of them was sent. */
  readonly bytes: number
  readonly failed: readonly { readonly client: string; readonly message: string }[]
}

export class ContractServer implements Disposable {
  readonly #options: ContractServerOptions
  readonly #sessions = new Set<Session>()
  readonly #desk: QuestionDesk
  readonly #shares = new FrameShares()
  readonly #untaken = new Untaken()
  readonly #watched: Disposable
  /** Of each stream what was published last, and what the last subscriber was given: only compared with. */
  readonly #published = new Map<StreamName, WeakRef<object>>()
  readonly #given = new Map<StreamName, WeakRef<object>>()

  constructor(options: ContractServerOptions) {
    this.#options = options
    this.#desk = new QuestionDesk(options.clock)
    this.#watched = options.meter.watch(() => ({ connections: 0, untakenBytes: this.#untaken.bytes }))
  }

  get clients(): number {
    return this.#sessions.size
  }

  /** Sent to clients and not yet taken, what goes to several counted once. */
  get untakenBytes(): number {
    return this.#untaken.bytes
  }

  /**
   * Takes on a client: greets it, or refuses and closes it where all places are taken. A page that was loaded anew may come
   * before its old pipe has closed: that session ends now, so that its end is not taken for the end of the new one.
   */
  connect(pipe: ServerPipe): void {
    for (const session of [...this.#sessions]) {
      if (pipe.window !== null && session.window === pipe.window) this.#end(session)
    }
    const group = pipe.address === null ? THIS_MACHINE : groupOf(pipe.address)
    if (!this.#makeRoom(group)) {
      this.#options.meter.turnAway('client.noPlace', group)
      pipe.send({ kind: 'refused', id: null, fault: tooManyClients }, () => undefined)
      pipe.close()
      return
    }
    const session = new Session(pipe, group, {
      ...this.#options,
      value: (stream) => {
        const value = this.#options.value(stream)
        this.#given.set(stream, new WeakRef(value))
        return value
      },
      desk: this.#desk,
      shares: this.#shares,
      untaken: this.#untaken,
      claim: (id, key) => this.#claim(id, key),
      sent: () => this.#shed(),
    })
    this.#sessions.add(session)
    pipe.onClose(() => {
      this.#sessions.delete(session)
      session[Symbol.dispose]()
    })
    pipe.onMessage(
      (message, bytes) => session.receive(message, bytes),
      (bytes) => session.noise(bytes),
    )
    session.greet()
  }

  /** Who is connected, each as it is known. */
  people(): readonly Person[] {
    return [...this.#sessions].map(({ person }) => person)
  }

  subscribers(stream: StreamName): number {
    let subscribers = 0
    for (const session of this.#sessions) if (session.wants(stream)) subscribers += 1
    return subscribers
  }

  /**
   * Sends every subscriber of a stream what differs from the value that it has, where many have that; all of it to the others,
   * and to who was slow. It is worked out and encoded three times at most, however many they are.
   */
  publish<S extends StreamName>(stream: S, value: StreamValues[S]): BroadcastOutcome {
    const failed: { client: string; message: string }[] = []
    const common = [this.#published, this.#given].flatMap((values) => values.get(stream)?.deref() ?? [])
    this.#published.set(stream, new WeakRef(value))
    let [clients, bytes] = [0, 0]
    for (const session of this.#sessions) {
      if (!session.wants(stream)) continue
      const offered = session.offer(stream, value, common)
      if (offered === 'waiting') continue
      if ('failed' in offered) failed.push({ client: session.who, message: offered.failed })
      else {
        clients += 1
        bytes = Math.max(bytes, offered.sent)
      }
    }
    return { clients, bytes, failed }
  }

  [Symbol.dispose](): void {
    for (const session of this.#sessions) session.close()
    this.#sessions.clear()
    dispose(this.#desk)
    this.#watched[Symbol.dispose]()
  }

  /**
   * A copy of a tab says that it is the tab; a page whose old connection has not been noticed to be dead says so too, and
   * can show that it is.
   */
  #claim(id: string, key: string | null): boolean {
    const holder = [...this.#sessions].find(({ client }) => client.id === id)
    if (holder === undefined) return true
    if (key === null || holder.key !== key) return false
    this.#end(holder)
    return true
  }

  #end(session: Session): void {
    this.#sessions.delete(session)
    session.close()
  }

  /** False where there is no place for one of the group, and nobody gives way. */
  #makeRoom(group: string): boolean {
    const chosen = givesWay(group, [...this.#sessions], PLACES)
    if (chosen === 'nobody') return false
    if (chosen === null) return true
    this.#sessions.delete(chosen)
    chosen.cut('client.displaced')
    return true
  }

  /** While all clients together hold too much, cuts off who has taken nothing for the longest. */
  #shed(): void {
    while (this.#untaken.bytes > SERVER_LIMITS.allUntakenBytes) {
      let longest: Session | null = null
      for (const session of this.#sessions) {
        if (session.stalledSince === null) continue
        if (longest === null || session.stalledBefore(longest)) longest = session
      }
      if (longest === null) return
      this.#sessions.delete(longest)
      longest.cut('client.untaken')
    }
  }
}
