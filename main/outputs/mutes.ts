// Outputs that somebody keeps silent: they stay so whatever begins, also at a panic, until they are unmuted or another show is opened.
import type { Clock } from '../../shared/base/clock.ts'
import { disposable } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { EventEnvelope, PayloadOf, Publish, Subscribe } from '../../shared/model/event.ts'
import { FormerNames } from '../../shared/model/mutations/former-names.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import { OUTPUT_WORDS } from '../../shared/model/output.ts'
import type { MutedOutput, OutputKind } from '../../shared/model/output.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'

type Muted = { -readonly [F in keyof MutedOutput]: MutedOutput[F] }

interface MutesOptions {
  readonly clock: Clock
  readonly publish: Publish
}

interface Outputs {
  readonly osc: { readonly targets: object }
  readonly midi: { readonly outputs: object }
}

export class Mutes {
  readonly #options: MutesOptions
  readonly #listeners = new Set<(kind: OutputKind, id: string) => void>()
  readonly #former = { target: new FormerNames('target'), midiOutput: new FormerNames('midiOutput') }
  #known: Readonly<Record<OutputKind, ReadonlySet<string>>> = { target: new Set(), midiOutput: new Set() }
  /** By kind and name: as many as the show has outputs. */
  #muted = new Map<string, Muted>()

  constructor(options: MutesOptions) {
    this.#options = options
  }

  /** Those that are gone are not muted any more; another show begins with none. */
  take({ osc, midi }: Outputs, change: ShowChange): void {
    this.#known = {
      target: new Set(Object.keys(osc.targets)),
      midiOutput: new Set(Object.keys(midi.outputs)),
    }
    for (const kind of ['target', 'midiOutput'] as const) this.#former[kind].take(change, this.#known[kind])
    if (this.#muted.size === 0) return
    const before = change.kind === 'open' ? [] : [...this.#muted.values()]
    this.#muted = new Map(
      before.flatMap((muted) => {
        muted.id = presentName(change.renamed, muted.kind)(muted.id)
        return this.#known[muted.kind].has(muted.id) ? [[keyOf(muted.kind, muted.id), muted]] : []
      }),
    )
  }

  list(): readonly MutedOutput[] {
    return [...this.#muted.values()].map((muted) => ({ ...muted }))
  }

  isMuted(kind: OutputKind, id: string): boolean {
    return this.#find(kind, id) !== undefined
  }

  has(kind: OutputKind, id: string): boolean {
    return this.#known[kind].has(id)
  }

  /** Answers how many messages were withheld so far. */
  set(
    { kind, id, muted }: { readonly kind: OutputKind; readonly id: string; readonly muted: boolean },
    by: string,
    cause: number | null,
  ): Result<{ readonly muted: boolean; readonly withheld: number }> {
    if (!this.has(kind, id)) return failed(unknownOutput(kind, id))
    const known = this.#muted.get(keyOf(kind, id))
    if ((known !== undefined) === muted) return ok({ muted, withheld: known?.withheld ?? 0 })
    if (muted)
      this.#muted.set(keyOf(kind, id), { kind, id, by, since: this.#options.clock.wall(), withheld: 0 })
    else this.#muted.delete(keyOf(kind, id))
    for (const listener of this.#listeners) listener(kind, id)
    const withheld = (this.#muted.get(keyOf(kind, id)) ?? known)?.withheld ?? 0
    const told = { muted, by, withheld }
    const { publish } = this.#options
    if (kind === 'target')
      publish({ type: 'osc.muteChanged', source: 'osc:output', cause, payload: { target: id, ...told } })
    else publish({ type: 'midi.muteChanged', source: 'midi:output', cause, payload: { output: id, ...told } })
    return ok({ muted, withheld })
  }

  /** Messages that an output had not sent yet when it was muted. */
  withheld(kind: OutputKind, id: string, messages: number): void {
    const muted = this.#find(kind, id)
    if (muted !== undefined) muted.withheld += messages
  }

  /** Calls `listener` when an output is muted or unmuted, before that is published. */
  onChanged(listener: (kind: OutputKind, id: string) => void): Disposable {
    this.#listeners.add(listener)
    return disposable('listener to mutes', () => this.#listeners.delete(listener))
  }

  /** For outputs: they hear nothing that is meant for one that is muted, but what ends a note. */
  readonly sending = (subscribe: Subscribe): Subscribe => {
    return (pattern, handler, options) =>
      subscribe(
        pattern,
        (event) => {
          const muted = this.#muted.size === 0 ? undefined : this.#meantFor(event)
          if (muted === undefined) return handler(event)
          muted.withheld += 1
        },
        options,
      )
  }

  #meantFor({ type, payload }: EventEnvelope): Muted | undefined {
    if (type === 'osc.send') return this.#find('target', (payload as PayloadOf<'osc.send'>).target)
    if (type !== 'midi.send') return undefined
    const { output, message } = payload as PayloadOf<'midi.send'>
    const endsNote = message.kind === 'noteOff' || (message.kind === 'noteOn' && message.velocity === 0)
    return endsNote ? undefined : this.#find('midiOutput', output)
  }

  #find(kind: OutputKind, id: string): Muted | undefined {
    return this.#muted.get(keyOf(kind, id)) ?? this.#muted.get(keyOf(kind, this.#former[kind].presentOf(id)))
  }
}

export function unknownOutput(kind: OutputKind, id: string): Fault {
  const where = `${OUTPUT_WORDS[kind]} ${id}`
  return fault('output/unknown', where, 'the show declares none of this name', 'look how it is called now')
}

function keyOf(kind: OutputKind, id: string): string {
  return `${kind} ${id}`
}
