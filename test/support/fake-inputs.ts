// Controllers, what they send, learning, gestures and recordings, as a client sees them.
import type { Clock } from '../../shared/base/clock.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { ClientInput } from '../../shared/contract/inputs.ts'
import type {
  GestureView,
  InputsView,
  LearnView,
  MonitorLine,
  MonitorView,
  RecordingFile,
  RecordingsView,
} from '../../shared/contract/streams.ts'
import type { InputFamily } from '../../shared/model/input.ts'
import type { GestureDefinition } from '../../shared/model/gesture.ts'
import type { Scenario } from './scenarios.ts'
import { captured } from './captured-pad.ts'
import { devicesOf, gesturesOf } from './fake-devices.ts'

const LINES_KEPT = 200

interface GestureEdit {
  readonly edit: string
  readonly kind: string
  readonly id?: string
  readonly value?: unknown
}
const ELSEWHERE = 'Prompt desk'

export class FakeInputs {
  readonly #clock: Clock
  readonly #scenario: Scenario
  #lines: MonitorLine[] = []
  #seq = 0
  #turn = 0
  #gestures: GestureView[]
  #learn: LearnView = { session: null, last: null }
  #recording: RecordingsView['recording'] = null
  #replay: RecordingsView['replay'] = null
  #files: RecordingFile[]

  constructor(clock: Clock, scenario: Scenario) {
    this.#clock = clock
    this.#scenario = scenario
    this.#gestures = gesturesOf(scenario)
    this.#files = filesOf(scenario)
    if (scenario === 'wide') for (let turn = 0; turn < 200; turn += 1) this.#arriveAnything()
  }

  view(): InputsView {
    return {
      devices: devicesOf(this.#scenario),
      gestures: this.#gestures,
      learn: this.#scenario === 'troubled' ? this.#elsewhere() : this.#learn,
      recordings: {
        recording: this.#recording,
        replay: this.#replay,
        files: this.#files,
        trouble:
          this.#scenario === 'troubled'
            ? 'the folder /var/lib/cuewright/recordings cannot be written: no space is left on the disk'
            : null,
      },
    }
  }

  monitor(): MonitorView {
    return { lines: this.#lines, omitted: this.#scenario === 'troubled' ? 18_240 : 0 }
  }

  /** A tenth of a second goes by: something arrives where anything is plugged in. */
  tick(): void {
    this.#turn += 1
    const { session } = this.#learn
    if (session !== null && this.#clock.now() >= session.endsAt) this.endLearning('timedOut')
    if (this.#recording !== null) {
      const { events, bytes } = this.#recording
      this.#recording = { ...this.#recording, events: events + 3, bytes: bytes + 372 }
    }
    if (this.#replay !== null) this.#replay = { ...this.#replay, played: this.#replay.played + 3 }
    if (this.#scenario === 'empty') return
    if (this.#turn % 4 === 0) this.#arriveAnything()
    if (this.#scenario === 'troubled') this.#flood()
    if (this.#turn % 50 === 0) this.#recognize()
  }

  /** From a client's own window. */
  take(input: ClientInput): void {
    if (input.family !== 'virtual') return
    const { control, kind, value } = input
    const text = kind === 'axis' ? `${control} ${Number(value.toFixed(3))}` : pressText(control, value)
    this.#arrive('virtual', 'virtual:desk', text, { device: 'virtual:desk', control, kind, value })
    if (this.#learn.session !== null && kind === 'button' && value === 1) this.#capture(control)
  }

  endLearning(outcome: 'timedOut' | 'cancelled'): void {
    this.#learn = { session: null, last: { at: this.#clock.now(), outcome, captured: null } }
  }

  /** The answer, why it is refused, or null where the command is no concern of inputs. */
  act(command: string, args: Record<string, unknown>): object | Fault | null {
    const name = (args['name'] as string | undefined) ?? '2026-11-21 18.30.05'
    switch (command) {
      case 'learn.start':
        return this.#startLearning(args)
      case 'learn.cancel':
        this.endLearning('cancelled')
        return { cancelled: true }
      case 'show.edit':
        return this.#edit(args['mutation'] as GestureEdit)
      case 'recording.start':
        this.#recording = { name, startedAt: this.#clock.now(), events: 0, bytes: 0 }
        return { name }
      case 'recording.stop':
        return this.#stopRecording()
      case 'recording.remove':
        this.#files = this.#files.filter((file) => file.name !== name)
        return { name }
      case 'replay.start':
        this.#replay = { name, startedAt: this.#clock.now(), played: 0, loop: args['loop'] === true }
        return { name }
      case 'replay.stop':
        this.#replay = null
        return { name: null }
      default:
        return null
    }
  }

  #elsewhere(): LearnView {
    return {
      session: { by: { id: 'elsewhere', name: ELSEWHERE }, families: [], endsAt: this.#clock.now() + 9_000 },
      last: null,
    }
  }

  #startLearning(args: Record<string, unknown>): object | Fault {
    if (this.#scenario === 'troubled') {
      const next = 'wait until it is done, at most 9 s'
      return fault('learn/busy', ELSEWHERE, `${ELSEWHERE} is learning, and only one client can`, next)
    }
    const endsAt = this.#clock.now() + Number(args['seconds'] ?? 15) * 1000
    const families = (args['families'] ?? []) as InputFamily[]
    this.#learn = {
      session: { by: { id: 'this-page', name: 'Chromium on Linux' }, families, endsAt },
      last: null,
    }
    return { endsAt }
  }

  #capture(control: string): void {
    const at = this.#clock.now()
    const last = { at, outcome: 'captured' as const, captured: captured(control, this.#seq, at) }
    this.#learn = { session: null, last }
  }

  /** Null where it is an edit of something else. */
  #edit({ kind, edit, id, value }: GestureEdit): object | Fault | null {
    if (kind !== 'gesture') return null
    if (edit === 'put') return this.#addGesture(value as GestureDefinition)
    if (edit !== 'remove') return null
    this.#gestures = this.#gestures.filter((gesture) => gesture.id !== id)
    return { generation: 1, label: '' }
  }

  #addGesture({ id, name, kind, ...rest }: GestureDefinition): object | Fault {
    if (this.#gestures.some((gesture) => gesture.id === id)) {
      return fault('edit/taken', `gesture ${id}`, `there is a gesture ${id} already`, 'choose another id')
    }
    const output = 'output' in rest ? rest.output : null
    const watches = ['hid.received pad1 from virtual:desk']
    const outputs = output === null ? [] : [output]
    const added = { id, name, kind, watches, timing: 'within 300 ms', outputs, recognized: 0, lastAt: null }
    this.#gestures = [...this.#gestures, added]
    return { generation: 1, label: '' }
  }

  #stopRecording(): object {
    const stopped = this.#recording
    this.#recording = null
    if (stopped === null) return { name: null }
    const { name, bytes } = stopped
    this.#files = [{ name, bytes, modified: this.#clock.wall() }, ...this.#files]
    return { name }
  }

  #recognize(): void {
    const [first, ...rest] = this.#gestures
    if (first === undefined) return
    this.#gestures = [{ ...first, recognized: first.recognized + 1, lastAt: this.#clock.now() }, ...rest]
  }

  #arriveAnything(): void {
    const devices = devicesOf(this.#scenario).filter(({ state }) => state === 'open')
    const step = this.#seq
    const device = devices[step % Math.max(1, devices.length)]
    const value = step % 2
    if (device?.family === 'midi') {
      const note = 36 + (step % 16)
      const message = { kind: 'noteOn', channel: 1, note, velocity: value * 100 }
      const text = `noteOn channel 1 note ${note} velocity ${value * 100}`
      this.#arrive('midi', device.device, text, { port: device.device, message })
    } else if (device?.family === 'hid') {
      const control = ['cross', 'circle', 'l1', 'r1'][step % 4]!
      const payload = { device: device.device, control, kind: 'button', value }
      this.#arrive('hid', device.device, pressText(control, value), payload)
    } else if (device?.family === 'gamepad') {
      const tilt = Number(Math.sin(step).toFixed(3))
      const payload = { device: device.device, control: 'leftX', kind: 'axis', value: tilt }
      this.#arrive('gamepad', device.device, `leftX ${tilt}`, payload)
    }
    if (step % 3 === 0) {
      const payload = { address: '/look/chase', args: [1], types: 'i', from: 'udp://10.0.0.12:52110' }
      this.#arrive('osc', 'osc:main', '/look/chase 1', payload)
    }
  }

  /** One control that sends faster than can be read: its line counts. */
  #flood(): void {
    const source = 'midi:Launch Control XL:1'
    const raw = (value: number): object => ({
      message: { kind: 'control', channel: 9, controller: 77, value },
    })
    const known = this.#lines.findIndex((line) => line.source === source && line.count < 400)
    const value = this.#turn % 128
    const text = `control channel 9 controller 77 value ${value}`
    const line = this.#lines[known]
    if (line === undefined) this.#arrive('midi', source, text, raw(value))
    else {
      const counted = { ...line, text, raw: JSON.stringify(raw(value)), count: line.count + 37 }
      this.#lines = this.#lines.with(known, counted)
    }
  }

  #arrive(family: InputFamily, source: string, text: string, payload: object): void {
    this.#seq += 1
    const [at, time] = [this.#clock.now(), this.#clock.wall()]
    const raw = JSON.stringify(payload)
    const line = { seq: this.#seq, at, time, family, source, text, raw, count: 1 }
    this.#lines = [line, ...this.#lines].slice(0, LINES_KEPT)
  }
}

function pressText(control: string, value: number): string {
  return `${control} ${value === 0 ? 'let go' : 'pressed'}`
}

function filesOf(scenario: Scenario): RecordingFile[] {
  if (scenario === 'empty' || scenario === 'troubled') return []
  const many = scenario === 'wide' ? 1_000 : 3
  return Array.from({ length: many }, (_, index) => ({
    name:
      scenario === 'wide'
        ? `${'Rehearsal of the second act '.repeat(3).slice(0, 70)}${index}`
        : `take ${3 - index}`,
    bytes: 18_400 * (index + 1),
    modified: Date.UTC(2026, 10, 21, 18, 30) - index * 3_600_000,
  }))
}
