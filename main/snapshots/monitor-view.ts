// What has arrived as a client sees it: each line put into words once, when somebody looks.
import type { MonitorLine, MonitorView } from '../../shared/contract/streams.ts'
import type { HeardInput, InputEvent } from '../../shared/model/input-event.ts'
import { clip } from '../../shared/model/words.ts'
import { inputText } from './words.ts'

const LONGEST_RAW = 300

/** The stage that listens to inputs. */
export interface HeardInputs {
  /** Newest first. */
  heard(): { readonly lines: readonly HeardInput[]; readonly omitted: number }
  onChanged(listener: (seq: number) => void): Disposable
}

type LineWords = Pick<MonitorLine, 'text' | 'raw'>

/** A view that remembers the words of lines that it has shown before. */
export function monitorViews(inputs: Pick<HeardInputs, 'heard'>): () => MonitorView {
  const words = new WeakMap<InputEvent, LineWords>()
  const wordsOf = (event: InputEvent): LineWords => {
    const known = words.get(event)
    if (known !== undefined) return known
    const fresh = { text: clip(inputText(event)), raw: rawText(event) }
    words.set(event, fresh)
    return fresh
  }
  return () => {
    const { lines, omitted } = inputs.heard()
    return { lines: lines.map((line) => lineOf(line, wordsOf(line.event))), omitted }
  }
}

function lineOf({ seq, family, event, count }: HeardInput, { text, raw }: LineWords): MonitorLine {
  const { at, time, source } = event
  return { seq, at, time, family, source, text, raw, count }
}

function rawText({ payload }: InputEvent): string {
  const text = JSON.stringify(payload)
  return text.length <= LONGEST_RAW ? text : `${text.slice(0, LONGEST_RAW - 1)}…`
}
