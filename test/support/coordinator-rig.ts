// A coordinator over files that a test writes, with a clock that the test moves.
import { ShowCoordinator } from '../../main/coordinator/coordinator.ts'
import type { CoordinatorOptions } from '../../main/coordinator/coordinator.ts'
import { checkEdit } from '../../main/build/check-edit.ts'
import { parseShow } from '../../main/build/parse-show.ts'
import { showFileText } from '../../main/store/show-text.ts'
import { SimulatedClock } from '../../shared/base/clock.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { EventDraft } from '../../shared/model/event.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { LoadedShow, ShowFile } from '../../shared/model/show.ts'
import { bytesOf, showData } from './show-bytes.ts'
import { NO_JOURNALS } from './no-journals.ts'
import { NO_VERSIONS } from './no-versions.ts'
import { noStates } from './no-states.ts'

export const PATH = '/shows/my.show.json'

export function show(fields: object = {}): ShowFile {
  const parsed = parseShow(bytesOf(showData(fields)), PATH)
  if (!parsed.ok) throw new Error(parsed.error[0]?.what)
  return parsed.value
}

export const GONE = fault('show/not-found', PATH, 'there is no such file', 'check the path')
export const BROKEN = fault('show/not-json', PATH, 'line 3, column 7: a comma is missing', 'correct it')

/** What a file of a name holds: a show, or what is wrong with it. */
export type Held = ShowFile | readonly Fault[]

export class CoordinatorRig implements AsyncDisposable {
  readonly clock = new SimulatedClock()
  readonly events: EventDraft[] = []
  readonly taken: (readonly [LoadedShow, ShowChange])[] = []
  /** Content by digest. */
  readonly contents = new Map<string, Held>()
  file: Result<string> = ok('first')
  reads = 0
  /** Builds that are held up, and how to let them go on. */
  readonly held: (() => void)[] = []
  holding = false
  aborted = 0
  /** Why nobody may change the show. */
  locked: Fault | null = null
  /** A show that no stage can take. */
  unfit: string | null = null
  #digest = ''
  #seq = 0
  readonly coordinator: ShowCoordinator

  constructor(first = show()) {
    const options: CoordinatorOptions = {
      clock: this.clock,
      publish: (draft) => {
        this.events.push(draft)
        return (this.#seq += 1)
      },
      read: () => {
        this.reads += 1
        const { file } = this
        if (!file.ok) return Promise.resolve(file)
        return Promise.resolve(ok({ bytes: new Uint8Array(Buffer.from(file.value)), digest: file.value }))
      },
      build: async (bytes, _, abort) => {
        this.#digest = Buffer.from(bytes).toString()
        const digest = this.#digest
        if (this.holding) {
          await new Promise<void>((resolve) => {
            this.held.push(resolve)
            abort.addEventListener('abort', () => resolve())
          })
        }
        if (abort.aborted) {
          this.aborted += 1
          return failed([fault('build/lost', PATH, 'given up', 'again')])
        }
        const held = this.contents.get(digest) as Held
        return Array.isArray(held) ? failed(held as readonly Fault[]) : ok(held as ShowFile)
      },
      pause: () => Promise.resolve(),
      check: checkEdit,
      save: () => Promise.resolve(ok(undefined)),
      // The bytes of these files are no text of a show.
      text: (show) => showFileText(show, null),
      watch: () => ({ knows() {}, [Symbol.dispose]() {} }),
      folder: '/shows',
      journals: NO_JOURNALS,
      versions: NO_VERSIONS,
      locked: () => this.locked,
      ...noStates(),
    }
    this.contents.set('first', first)
    this.coordinator = new ShowCoordinator(options)
    this.coordinator.begin({ show: first, path: PATH }, 'first', (loaded, change) => {
      this.taken.push([loaded, change])
      if (loaded.show.name === this.unfit) throw new Error('a stage broke')
    })
  }

  save(digest: string, held: Held): void {
    this.contents.set(digest, held)
    this.file = ok(digest)
  }

  /** Asks, and lets the time pass in which others may ask for the same. */
  async asked(by = 'test') {
    const answer = this.coordinator.reload({ id: by, name: by }, null)
    this.clock.advanceBy(50)
    await this.turns()
    return answer
  }

  async turns(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }

  types(): string[] {
    return this.events.map(({ type }) => type)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.coordinator[Symbol.asyncDispose]()
  }
}
