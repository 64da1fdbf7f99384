// Devices, gestures, learning and recordings as a client sees them.
import type { GestureView, InputsView, LearnView, RecordingsView } from '../../shared/contract/streams.ts'
import type { GestureDefinition } from '../../shared/model/gesture.ts'
import type { DeviceHealth } from '../../shared/model/health.ts'
import { matchText } from '../../shared/model/words.ts'

/** The stages on the operator's side of the show. */
export interface InputStages {
  devices(): readonly DeviceHealth[]
  gestures(): readonly GestureState[]
  learn(): LearnView
  readonly recordings: {
    view(): RecordingsView
    /** For what no event tells, such as another list of files. */
    onChanged(listener: () => void): Disposable
  }
}

interface GestureState {
  /** Frozen. */
  readonly definition: GestureDefinition
  readonly recognized: number
  readonly lastAt: number | null
}

type GestureWords = Omit<GestureView, 'recognized' | 'lastAt'>

/** A view that puts each definition into words once. */
export function inputsViews(stages: InputStages): () => InputsView {
  const words = new WeakMap<GestureDefinition, GestureWords>()
  const wordsOf = (definition: GestureDefinition): GestureWords => {
    const known = words.get(definition)
    if (known !== undefined) return known
    const fresh = gestureWords(definition)
    words.set(definition, fresh)
    return fresh
  }
  return () => ({
    devices: stages.devices().map(({ device, name, family, state, reason, rumbles }) => ({
      ...{ device, name, family, state, reason },
      ...(rumbles === true && { rumbles }),
    })),
    gestures: stages
      .gestures()
      .map(({ definition, recognized, lastAt }) => ({ ...wordsOf(definition), recognized, lastAt })),
    learn: stages.learn(),
    recordings: stages.recordings.view(),
  })
}

function gestureWords(definition: GestureDefinition): GestureWords {
  const { id, name, kind } = definition
  const watched = kind === 'sequence' ? definition.steps : definition.sources
  return {
    id,
    name,
    kind,
    watches: watched.map(matchText),
    timing: timingText(definition),
    outputs: outputsOf(definition),
  }
}

function timingText(definition: GestureDefinition): string {
  switch (definition.kind) {
    case 'doubleTap':
      return `within ${definition.window} ms`
    case 'multiTap':
      return `${definition.taps} presses, each within ${definition.window} ms`
    case 'simultaneous':
      return `${definition.producers} within ${definition.window} ms`
    case 'sequence':
      return definition.timeout === null ? '' : `each within ${definition.timeout} ms`
    case 'hold':
      return `after ${definition.after} ms`
    case 'release':
      return definition.after === 0 ? '' : `after at least ${definition.after} ms`
    case 'exclusive': {
      const taps = definition.doubleTap === null ? [] : [`double tap within ${definition.window} ms`]
      const holds = definition.hold === null ? [] : [`hold after ${definition.after} ms`]
      return [...taps, ...holds].join(', ')
    }
  }
}

function outputsOf(definition: GestureDefinition): readonly string[] {
  const outputs =
    definition.kind === 'exclusive'
      ? [definition.tap, definition.doubleTap, definition.hold]
      : [definition.output]
  return outputs.filter((type) => type !== null)
}
