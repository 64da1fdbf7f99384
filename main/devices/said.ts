// Reads what a process of the device libraries says, which may have lost its mind: every byte is looked at once, here.
import { monotonicMs } from '../../shared/base/clock.ts'
import { failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { devicePayloads } from '../../shared/model/payload/device.ts'
import type { PayloadOf } from '../../shared/model/event.ts'
import {
  BATCH,
  CHANGE_BYTES,
  MIDI_VALUES,
  MOST_CONTROLS,
  RECORD,
  TEXT_HEAD_BYTES,
  isValued,
} from './changes.ts'
import { draftOf, parseReport } from './report.ts'
import type { DeviceDraft, Said } from './report.ts'

/** Makes the change of a control to a value; null where it can have none such. */
type Control = (value: number, at: number) => DeviceDraft | null

/** Of one process: what it has announced counts until it ends. */
export class SaidReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  readonly #controls: Control[] = []

  read(frame: Uint8Array): Result<Said, string> {
    if (frame[0] === BATCH) return this.#batch(frame)
    const text = this.#textOf(frame)
    return text === null ? failed('bytes that are no text') : parseReport(text)
  }

  #batch(frame: Uint8Array): Result<Said, string> {
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
    const drafts: DeviceDraft[] = []
    let at = 1
    while (at < frame.length) {
      if (view.getUint8(at) === RECORD.change) {
        const draft = frame.length - at >= CHANGE_BYTES ? this.#change(view, at) : null
        if (draft === null) return failed('a change of no possible shape')
        drafts.push(draft)
        at += CHANGE_BYTES
        continue
      }
      const end = textEnd(view, at)
      if (end === null) return failed('a record of unknown shape')
      const content = this.#jsonOf(frame.subarray(at + TEXT_HEAD_BYTES, end))
      if (view.getUint8(at) === RECORD.control) {
        if (!this.#announce(content)) return failed('a control of unknown shape')
      } else {
        const draft = draftOf(content)
        if (draft === null) return failed('an event of unknown shape')
        drafts.push(draft)
      }
      at = end
    }
    return ok({ kind: 'events', drafts })
  }

  #change(view: DataView, from: number): DeviceDraft | null {
    const control = this.#controls[view.getUint16(from + 1, true)]
    const value = view.getFloat64(from + 3, true)
    const at = view.getFloat64(from + 11, true)
    return control === undefined || !Number.isFinite(value) || !Number.isFinite(at)
      ? null
      : control(value, at)
  }

  #announce(content: unknown): boolean {
    const control = Array.isArray(content) && content.length === 3 ? controlOf(content) : null
    if (control === null || this.#controls.length === MOST_CONTROLS) return false
    this.#controls.push(control)
    return true
  }

  #jsonOf(bytes: Uint8Array): unknown {
    try {
      return JSON.parse(this.#textOf(bytes) ?? '')
    } catch {
      return undefined
    }
  }

  #textOf(bytes: Uint8Array): string | null {
    try {
      return this.#decoder.decode(bytes)
    } catch {
      return null
    }
  }
}

/** Null where the record is of an unknown kind, or is cut off. */
function textEnd(view: DataView, from: number): number | null {
  const kind = view.getUint8(from)
  const isText = kind === RECORD.control || kind === RECORD.event
  if (!isText || view.byteLength - from < TEXT_HEAD_BYTES) return null
  const end = from + TEXT_HEAD_BYTES + view.getUint32(from + 1, true)
  return end > view.byteLength ? null : end
}

function controlOf([type, source, payload]: readonly unknown[]): Control | null {
  if (typeof source !== 'string') return null
  if (type === 'hid.received') {
    const parsed = devicePayloads[type].safeParse(payload)
    return parsed.success ? hidControl(source, parsed.data) : null
  }
  if (type !== 'midi.received') return null
  const parsed = devicePayloads[type].safeParse(payload)
  return parsed.success ? midiControl(source, parsed.data) : null
}

/** Names are kept once: they live as long as history, and what lives long is dear to collect. */
function hidControl(source: string, { device, control, kind, madeUp }: PayloadOf<'hid.received'>): Control {
  const type = 'hid.received'
  if (madeUp === true) {
    return (value, at) => {
      return {
        type,
        source,
        cause: null,
        payload: { device, control, kind, value, madeUp },
        at: monotonicMs(at),
      }
    }
  }
  return (value, at) => {
    return { type, source, cause: null, payload: { device, control, kind, value }, at: monotonicMs(at) }
  }
}

function midiControl(source: string, { port, message, madeUp }: PayloadOf<'midi.received'>): Control | null {
  if (!isValued(message)) return null
  const [field, most] = MIDI_VALUES[message.kind]
  const rest = madeUp === true ? { madeUp } : {}
  return (value, at) => {
    if (!Number.isInteger(value) || value < 0 || value > most) return null
    const payload = { port, message: { ...message, [field]: value }, ...rest }
    return { type: 'midi.received', source, cause: null, payload, at: monotonicMs(at) }
  }
}
