// Expressions of rules, written in CEL: read once, worked out often, bounded in every way, blind to all but their scope.
import { Environment, ParseError } from '@marcbachmann/cel-js'
import type { ASTNode } from '@marcbachmann/cel-js'
import { failed, fault, messageOf, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { shown } from '../../shared/model/explain.ts'
import type { Json } from '../../shared/model/json.ts'
import { SCHEDULER_LIMITS } from '../../shared/model/scheduler.ts'
import { Compiler } from './compile.ts'
import type { VariableRead } from './compile.ts'
import { Meter } from './meter.ts'
import { Refusal } from './refusal.ts'
import type { Scope } from './scope.ts'
import { explainSyntax } from './syntax.ts'
import { truth } from './truth.ts'
import type { Evaluate } from './truth.ts'
import { toJson } from './values.ts'

/** A fault that knows its place. */
export interface ExpressionFault extends Fault {
  /** Characters before it. */
  readonly at: number
}

export interface Expression {
  readonly text: string
  /** Variables that it reads by name. */
  readonly reads: readonly VariableRead[]
  evaluate(scope: Scope): Result<Json, ExpressionFault>
  /** For conditions: refused where it comes to anything but true or false. */
  holds(scope: Scope): Result<boolean, ExpressionFault>
}

const environment = new Environment({
  limits: { maxAstNodes: 500, maxDepth: 48, maxListElements: 200, maxMapEntries: 100, maxCallArguments: 8 },
})

/** What an expression was read as. */
export interface Parsed {
  readonly work: Evaluate
  readonly node: ASTNode
  readonly reads: readonly VariableRead[]
}

/** Reads an expression; throws a `Refusal`. */
export function parseExpression(text: string): Parsed {
  if (text.trim() === '') throw new Refusal(0, 'the expression is empty', 'write one, such as vars.open')
  if (text.length > SCHEDULER_LIMITS.expression) {
    const what = `the expression has over ${SCHEDULER_LIMITS.expression} characters`
    throw new Refusal(0, what, 'use several, with variables between them')
  }
  const compiler = new Compiler()
  const node = parseNode(text)
  return { work: compiler.compile(node), node, reads: compiler.reads }
}

function parseNode(text: string): ASTNode {
  try {
    return environment.parse(text).ast
  } catch (thrown) {
    if (thrown instanceof ParseError) throw explainSyntax(thrown)
    throw thrown
  }
}

/** What is told of anything thrown over `text`. */
export function faultOf(code: string, text: string, thrown: unknown): ExpressionFault {
  const refusal =
    thrown instanceof Refusal ? thrown : new Refusal(0, messageOf(thrown), 'write it in another way')
  const { at, what, next } = refusal
  return { ...fault(code, `character ${at + 1} of ${shown(text)}`, what, next), at }
}

function guarded<T>(code: string, text: string, work: () => T): Result<T, ExpressionFault> {
  try {
    return ok(work())
  } catch (thrown) {
    return failed(faultOf(code, text, thrown))
  }
}

export function compileExpression(text: string): Result<Expression, ExpressionFault> {
  return guarded('expression/syntax', text, () => {
    const { work, node, reads } = parseExpression(text)
    return {
      text,
      reads,
      evaluate: (scope) =>
        guarded('expression/failed', text, () => {
          const meter = new Meter()
          return toJson(work({ scope, meter, entries: [] }), meter, node.start, 0)
        }),
      holds: (scope) =>
        guarded('expression/failed', text, () =>
          truth(work({ scope, meter: new Meter(), entries: [] }), node),
        ),
    }
  })
}
