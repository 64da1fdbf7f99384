// JSON whose texts may hold {{ expressions }}: read once, filled in often. Names of fields are never templates.
import { failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { formatPath } from '../../shared/model/explain.ts'
import type { Json } from '../../shared/model/json.ts'
import type { VariableRead } from './compile.ts'
import { faultOf, parseExpression } from './expression.ts'
import type { ExpressionFault } from './expression.ts'
import { Meter } from './meter.ts'
import { piecesOf } from './pieces.ts'
import type { Piece } from './pieces.ts'
import { Refusal } from './refusal.ts'
import type { Scope } from './scope.ts'
import type { Frame } from './truth.ts'
import { toJson, writeValue } from './values.ts'

type Path = readonly (string | number)[]

/** A fault in one text of a template. */
export interface TemplateFault extends ExpressionFault {
  /** The way to the text. */
  readonly path: Path
}

export interface TemplateRead extends VariableRead {
  readonly path: Path
}

export interface Template<T extends Json = Json> {
  /** Whether it holds no expression, so that it is always the same. */
  readonly constant: boolean
  readonly reads: readonly TemplateRead[]
  evaluate(scope: Scope): Result<T, TemplateFault>
}

/** The text of a template that is being read or filled in, the way to it, and the characters of it before the expression. */
interface Place {
  readonly path: Path
  readonly text: string
  readonly shift: number
}
const NOWHERE: Place = { path: [], text: '', shift: 0 }

/** `place` is set before anything that may be refused, which costs less than to catch it there. */
interface TemplateFrame extends Frame {
  place: Place
}

/** Fills in one part. */
type Fill<T extends Json = Json> = (frame: TemplateFrame) => T

/** A fault that says in which text of the template it lies. */
function faultAt({ path, text, shift }: Place, code: string, thrown: unknown): TemplateFault {
  const refused = faultOf(code, text, thrown instanceof Refusal ? shifted(thrown, shift) : thrown)
  const where = path.length === 0 ? refused.where : `${formatPath(path)}: ${refused.where}`
  return { ...refused, where, path }
}

function shifted({ at, what, next, final }: Refusal, shift: number): Refusal {
  return new Refusal(at + shift, what, next, final)
}

class TemplateReader {
  readonly reads: TemplateRead[] = []
  /** Where it reads. */
  place = NOWHERE
  /** Characters of what stands as it is. */
  plain = 0

  /** What fills in a value; null where it holds no expression. */
  read(value: Json, path: Path): Fill | null {
    if (typeof value === 'string') return this.#text(value, path)
    if (typeof value !== 'object' || value === null) {
      this.plain += 8
      return null
    }
    return Array.isArray(value)
      ? this.#list(value as readonly Json[], path)
      : this.#object(value as { readonly [name: string]: Json }, path)
  }

  /** What fills in a text, and joins it to one even where it is but one expression. */
  joined(text: string): Fill<string> | null {
    const pieces = this.#pieces(text, [])
    return pieces === null ? null : this.#join(pieces, text, [])
  }

  #pieces(text: string, path: Path): readonly Piece[] | null {
    this.place = { path, text, shift: 0 }
    if (text.includes('{{')) return piecesOf(text)
    this.plain += text.length + 2
    return null
  }

  #text(text: string, path: Path): Fill | null {
    const pieces = this.#pieces(text, path)
    if (pieces === null) return null
    const [first] = pieces
    if (pieces.length > 1 || first === undefined) return this.#join(pieces, text, path)
    return this.#expression(first, text, path)
  }

  #expression(piece: Piece, text: string, path: Path): Fill {
    const place = { path, text, shift: piece.at }
    this.place = place
    const { work, node, reads } = parseExpression(piece.text)
    for (const { at, ...read } of reads) this.reads.push({ ...read, at: at + piece.at, path })
    return (frame) => {
      frame.place = place
      return toJson(work(frame), frame.meter, node.start, path.length)
    }
  }

  #join(pieces: readonly Piece[], text: string, path: Path): Fill<string> {
    const whole = { path, text, shift: 0 }
    const parts = pieces.map((piece) => {
      if (piece.kind === 'expression') return this.#expression(piece, text, path)
      this.plain += piece.text.length
      return piece.text
    })
    return (frame) => {
      const joined = parts.map((part) => (typeof part === 'string' ? part : writeValue(part(frame)))).join('')
      frame.place = whole
      frame.meter.write(0, joined.length)
      return joined
    }
  }

  #list(list: readonly Json[], path: Path): Fill | null {
    this.plain += 2 + list.length
    const parts = list.map((value, index) => ({ value, fill: this.read(value, [...path, index]) }))
    if (parts.every(({ fill }) => fill === null)) return null
    return (frame) => {
      const filled: Json[] = []
      for (const { value, fill } of parts) filled.push(fill === null ? value : fill(frame))
      return filled
    }
  }

  #object(fields: { readonly [name: string]: Json }, path: Path): Fill | null {
    const parts = Object.entries(fields).map(([name, value]) => {
      this.plain += name.length + 4
      return { name, value, fill: this.read(value, [...path, name]) }
    })
    if (parts.every(({ fill }) => fill === null)) return null
    // What is filled in later has its place already, so that assigning to it can only ever be that.
    const outline = Object.fromEntries(parts.map(({ name, value }) => [name, value]))
    return (frame) => {
      const filled = { ...outline }
      for (const { name, fill } of parts) if (fill !== null) filled[name] = fill(frame)
      return filled
    }
  }
}

function templateOf<T extends Json>(
  value: T,
  read: (reader: TemplateReader) => Fill<T> | null,
): Result<Template<T>, TemplateFault> {
  const reader = new TemplateReader()
  try {
    const fill = read(reader)
    if (fill === null) return ok({ constant: true, reads: [], evaluate: () => ok(value) })
    const { reads, plain } = reader
    return ok({ constant: false, reads, evaluate: (scope) => filledIn(fill, plain, scope) })
  } catch (thrown) {
    return failed(faultAt(reader.place, 'expression/syntax', thrown))
  }
}

function filledIn<T extends Json>(fill: Fill<T>, plain: number, scope: Scope): Result<T, TemplateFault> {
  const frame: TemplateFrame = { scope, meter: new Meter(), entries: [], place: NOWHERE }
  try {
    frame.meter.keep(plain)
    return ok(fill(frame))
  } catch (thrown) {
    return failed(faultAt(frame.place, 'expression/failed', thrown))
  }
}

/** A text that is one expression keeps the type of what it comes to; several, or words around one, are joined to a text. */
export function compileTemplate(value: Json): Result<Template, TemplateFault> {
  return templateOf(value, (reader) => reader.read(value, []))
}

/** A template of which only text can come, such as a message. */
export function compileText(text: string): Result<Template<string>, TemplateFault> {
  return templateOf(text, (reader) => reader.joined(text))
}
