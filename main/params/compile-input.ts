// A binding made ready: what moves its parameter, and what it listens for.
import type { ParamInput, Span } from '../../shared/model/binding.ts'
import type { EventMatch } from '../../shared/model/match.ts'
import { releaseOf } from '../../shared/model/match.ts'
import { numberOf, rangeOf } from '../../shared/model/param-message.ts'
import type { ParamDefinition } from '../../shared/model/param.ts'
import { ButtonMover } from './button-mover.ts'
import { EncoderMover } from './encoder-mover.ts'
import type { Mover } from './mover.ts'
import { RateMover } from './rate-mover.ts'
import { ValueMover } from './value-mover.ts'

export interface CompiledInput {
  readonly mover: Mover<unknown>
  /** What it listens for; of a button that is held also its release. */
  readonly matches: readonly EventMatch[]
  readonly path: readonly string[] | null
}

function spanOf(definition: ParamDefinition): Span {
  const [min, max] = rangeOf(definition)
  if (definition.type === 'number') return { min, max, places: null }
  return { min, max, places: definition.type === 'boolean' ? 2 : (definition.choices?.length ?? 1) }
}

export function compileInput(input: ParamInput, definition: ParamDefinition): CompiledInput {
  // Whether its layers are on is asked for each event: a control is to catch its value anew when they are on again.
  const { while: _layers, ...match } = input.match
  const path = 'field' in input ? (input.field?.split('.') ?? null) : null
  const mover = moverFor(input, definition) as Mover<unknown>
  const isHeld = input.kind === 'button' && input.does === 'hold'
  const release = isHeld ? releaseOf(match) : null
  const matches = release === null ? [match] : [match, release]
  return { mover, matches, path }
}

function moverFor(
  input: ParamInput,
  definition: ParamDefinition,
): ValueMover | EncoderMover | RateMover | ButtonMover {
  const span = spanOf(definition)
  switch (input.kind) {
    case 'value':
      return new ValueMover(input, span)
    case 'encoder':
      return new EncoderMover(input, span)
    case 'rate':
      return new RateMover(input, span)
    case 'button':
      return new ButtonMover(input, span, (value) => numberOf(definition, value))
  }
}
