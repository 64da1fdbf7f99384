// The editing of a show as scripted engines tell of it: a history, definitions to read, and edits that are taken as they come.
import type { Clock } from '../../shared/base/clock.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { EditsView, HistoryEntry } from '../../shared/contract/edits-view.ts'
import type { ShowView } from '../../shared/contract/streams.ts'
import type { OpenThing } from '../../shared/model/mutations/followed.ts'
import type { ThingRef } from '../../shared/model/mutations/mutation.ts'
import { UNEDITED } from './unedited.ts'

/** Who edits elsewhere. */
const OTHER = { id: 'tablet', name: 'FOH tablet beside the sound desk' }

export class FakeEdits {
  readonly #clock: Clock
  #own = ''
  /** Changed by tests; told with the next publication. */
  view: EditsView
  /** Answers the next command that edits, instead of taking it. */
  refusal: Fault | null = null
  readonly definitions = new Map<string, Record<string, unknown>>()

  constructor(clock: Clock, show: ShowView) {
    this.#clock = clock
    this.view = { ...UNEDITED, path: show.path }
    for (const { id, name, colour, retrigger, tempo } of show.playlists.slice(0, 100)) {
      const definition = { id, name, retrigger, tempo, metadata: {}, ...(colour === null ? {} : { colour }) }
      this.definitions.set(`playlist ${id}`, definition)
    }
    for (const { name, ...definition } of show.params) this.definitions.set(`param ${name}`, definition)
  }

  /** Somebody else changes fields of a thing. */
  editElsewhere(key: string, fields: Record<string, unknown>, label: string): void {
    this.definitions.set(key, { ...this.definitions.get(key), ...fields })
    this.#record(label, OTHER)
  }

  act(command: string, args: Record<string, unknown>, own: string): object | null {
    this.#own = own
    if (!EDITING.has(command)) return null
    const { refusal } = this
    this.refusal = null
    if (refusal !== null) return refusal
    if (command === 'show.edit') return this.#edit(args['mutation'] as Record<string, unknown>)
    if (command === 'show.save') this.view = { ...this.view, isEdited: false }
    else if (command === 'show.turn') this.#turn(args['entry'] as number)
    else if (command === 'show.undo') this.#turn(this.#newest(false))
    else if (command === 'show.redo') this.#turn(this.#newest(true))
    else if (command === 'show.keepMine') this.view = { ...this.view, offered: null }
    return { generation: this.view.generation, label: '', path: this.view.path }
  }

  open({ kind, id }: ThingRef): OpenThing {
    return { generation: this.view.generation, definition: this.definitions.get(`${kind} ${id}`) ?? null }
  }

  #edit(mutation: Record<string, unknown>): object {
    const { edit, kind, id, set, unset } = mutation
    const key = `${kind as string} ${id as string}`
    if (edit === 'remove') this.definitions.delete(key)
    else {
      const gone = new Set(unset as string[] | undefined)
      const next = Object.entries({ ...this.definitions.get(key), ...(set as object) })
      this.definitions.set(key, Object.fromEntries(next.filter(([field]) => !gone.has(field))))
    }
    const fields = Object.keys(set ?? {}).join(', ')
    this.#record(`${edit as string} ${fields} of ${key}`, { id: this.#own, name: 'This screen' })
    return { generation: this.view.generation, label: '' }
  }

  #record(label: string, by: HistoryEntry['by']): void {
    const generation = this.view.generation + 1
    const entry = { id: generation, label, by, generation, isUndone: false, time: this.#clock.wall() }
    this.view = { ...this.view, generation, isEdited: true, history: [entry, ...this.view.history] }
  }

  #newest(isUndone: boolean): number {
    return this.view.history.find((each) => each.by.id === this.#own && each.isUndone === isUndone)?.id ?? 0
  }

  #turn(id: number): void {
    const generation = this.view.generation + 1
    const history = this.view.history.map((each) =>
      each.id === id ? { ...each, isUndone: !each.isUndone, generation } : each,
    )
    this.view = { ...this.view, generation, history }
  }
}

const EDITING: ReadonlySet<string> = new Set([
  ...['show.edit', 'show.undo', 'show.redo', 'show.turn', 'show.save', 'show.saveAs'],
  ...['show.open', 'show.new', 'show.close', 'show.takeOffered', 'show.keepMine', 'show.reload'],
])
