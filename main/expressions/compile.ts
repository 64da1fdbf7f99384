// Turns what the parser read into functions that work it out within a meter's bounds.
import type { ASTNode } from '@marcbachmann/cel-js'
import { shown } from '../../shared/model/explain.ts'
import { operationOf } from './functions.ts'
import { LOCAL_NAMES, localTime } from './local-time.ts'
import { LOOPS, LOOP_KINDS } from './loops.ts'
import type { Loop } from './loops.ts'
import { OPERATORS, fieldOf } from './operators.ts'
import { Refusal, meant } from './refusal.ts'
import { FIELDS, ROOTS } from './scope.ts'
import { attempt, textOf, truth } from './truth.ts'
import type { Evaluate } from './truth.ts'
import { isList, isObject, kindOf, refuseForbidden } from './values.ts'

type NodeOf<O extends ASTNode['op']> = Extract<ASTNode, { readonly op: O }>

/** A variable or parameter that an expression reads by its name. */
export interface VariableRead {
  readonly root: 'vars' | 'params'
  readonly name: string
  /** Characters before it. */
  readonly at: number
}

function noField(value: unknown, name: string, node: NodeOf<'.' | '[]'>): Refusal {
  const of = textOf(node.args[0])
  if (!isObject(value)) {
    const what = () => `${of} is ${kindOf(value)}, so that it has no field ${shown(name)}`
    const next = of === 'event' ? 'no event made it fire: test event != null first' : `check what ${of} holds`
    return new Refusal(node.start, what, next)
  }
  const what = () => `${of} has no field ${shown(name)}`
  const test = () => (node.op === '.' ? `has(${textOf(node)})` : `${textOf(node.args[1])} in ${of}`)
  const next = () => meant(name, Object.keys(value).slice(0, 200), `test ${test()} first`)
  return new Refusal(node.pos, what, next)
}

function entryOf(list: readonly unknown[], index: unknown, node: NodeOf<'[]'>): unknown {
  if (typeof index !== 'number' || !Number.isInteger(index)) {
    const what = `an entry of a list is known by a whole number, not ${kindOf(index)}`
    throw new Refusal(node.args[1].start, what, 'count from 0')
  }
  const entry = list[index]
  if (entry !== undefined) return entry
  const name = textOf(node.args[0])
  const held = list.length === 1 ? '1 entry' : `${list.length} entries`
  throw new Refusal(node.start, `${name} has ${held} and none at [${index}]`, `test size(${name}) first`)
}

/** Putting an instant into a time zone costs as much as so many steps. */
const LOCAL_STEPS = 30

export class Compiler {
  readonly reads: VariableRead[] = []
  /** Names of the entries of the loops around. */
  readonly #names: string[] = []
  #nodes = 0

  compile(node: ASTNode): Evaluate {
    this.#nodes += 1
    switch (node.op) {
      case 'value':
        return literal(node)
      case 'id':
        return this.#name(node)
      case '.':
        return this.#field(node)
      case '[]':
        return this.#index(node)
      case 'call':
        return this.#call(node)
      case 'rcall':
        return this.#method(node)
      case 'list':
        return this.#list(node.args)
      case 'map':
        return this.#object(node.args)
      case '?:':
        return this.#choice(node.args)
      case '||':
        return this.#either(node.args, true)
      case '&&':
        return this.#either(node.args, false)
      case '!_':
        return this.#not(node.args)
      case '-_':
        return this.#minus(node.args)
      case '.?':
      case '[?]':
        throw new Refusal(node.pos, 'optional fields are not available', 'test with has(...)')
      default:
        return this.#operation(node)
    }
  }

  #name({ args: name, start }: NodeOf<'id'>): Evaluate {
    const depth = this.#names.lastIndexOf(name)
    if (depth >= 0) return ({ entries }) => entries[depth]
    const root = ROOTS.find((known) => known === name)
    if (root !== undefined) return ({ scope }) => scope[root]
    const local = LOCAL_NAMES.find((known) => known === name)
    if (local !== undefined) {
      return ({ scope: { now, timeZone }, meter }) => {
        meter.spend(LOCAL_STEPS)
        return localTime(local, now, timeZone)
      }
    }
    const elsewhere = `a variable is vars.${name}, a field event.payload.${name}`
    throw new Refusal(
      start,
      `nothing is called ${shown(name)} here`,
      meant(name, [...ROOTS, ...LOCAL_NAMES], elsewhere),
    )
  }

  /** Which of the names that every expression knows a node is; null where it is none, or a loop's own. */
  #rootOf(node: ASTNode): string | null {
    return node.op === 'id' && !this.#names.includes(node.args) ? node.args : null
  }

  /** Notes a variable that is read, and refuses a field that its owner never has. */
  #checkField(owner: ASTNode, name: string, at: number): void {
    const root = this.#rootOf(owner)
    if (root === 'vars' || root === 'params') this.reads.push({ root, name, at })
    const known = root === null ? undefined : FIELDS[root]
    if (known === undefined || known.includes(name)) return
    const next = meant(name, known, `its fields are ${known.join(', ')}`)
    throw new Refusal(at, `${textOf(owner)} never has a field ${shown(name)}`, next)
  }

  #field(node: NodeOf<'.'>): Evaluate {
    const [owner, name] = node.args
    this.#checkField(owner, name, node.pos)
    const work = this.compile(owner)
    return (frame) => {
      const value = work(frame)
      const found = fieldOf(value, name)
      if (found === undefined) throw noField(value, name, node)
      return found
    }
  }

  #index(node: NodeOf<'[]'>): Evaluate {
    const [owner, inner] = node.args
    if (inner.op === 'value' && typeof inner.args === 'string')
      this.#checkField(owner, inner.args, inner.start)
    const [work, index] = [this.compile(owner), this.compile(inner)]
    return (frame) => {
      const [value, key] = [work(frame), index(frame)]
      if (isList(value)) return entryOf(value, key, node)
      if (typeof key !== 'string') {
        const what = `${textOf(owner)} is ${kindOf(value)}, and ${textOf(inner)} is ${kindOf(key)}`
        throw new Refusal(inner.start, what, 'give a text for a field of an object, a number for a list')
      }
      const found = fieldOf(value, key)
      if (found === undefined) throw noField(value, key, node)
      return found
    }
  }

  #call(node: NodeOf<'call'>): Evaluate {
    const [name, operands] = node.args
    if (name === 'has') return this.#has(node)
    const operation = operationOf(name, false, operands.length, node.start)
    const works = operands.map((operand) => this.compile(operand))
    return (frame) =>
      operation(
        works.map((work) => work(frame)),
        frame.meter,
      )
  }

  /** Whether a field is there, with all that it lies in. */
  #has(node: NodeOf<'call'>): Evaluate {
    const names: string[] = []
    let owner = node.args[1][0]
    while (owner?.op === '.') {
      const [inner, name] = owner.args
      this.#checkField(inner, name, owner.pos)
      names.unshift(name)
      owner = inner
    }
    if (owner === undefined || names.length === 0 || node.args[1].length !== 1) {
      throw new Refusal(node.start, 'has needs one field', 'write it such as has(event.payload.level)')
    }
    const work = this.compile(owner)
    return (frame) => {
      let value = work(frame)
      for (const name of names) value = fieldOf(value, name)
      return value !== undefined
    }
  }

  #method(node: NodeOf<'rcall'>): Evaluate {
    const [name, receiver, operands] = node.args
    const loop = LOOPS.find((known) => known === name)
    if (loop !== undefined) return this.#loop(node, loop)
    if (name === 'bind') throw new Refusal(node.start, 'cel.bind is not available', 'set a variable instead')
    const operation = operationOf(name, true, operands.length, node.start)
    const works = [receiver, ...operands].map((operand) => this.compile(operand))
    return (frame) =>
      operation(
        works.map((work) => work(frame)),
        frame.meter,
      )
  }

  #loop(node: NodeOf<'rcall'>, loop: Loop): Evaluate {
    const [name, receiver, [variable, first, ...rest]] = node.args
    const most = loop === 'map' ? 1 : 0
    if (variable?.op !== 'id' || first === undefined || rest.length > most) {
      const next = `write it such as event.payload.list.${name}(x, ${loop === 'map' ? 'x * 2' : 'x > 2'})`
      throw new Refusal(node.start, `${name} needs a name for each entry and what to do with it`, next)
    }
    const list = this.compile(receiver)
    const depth = this.#names.push(variable.args) - 1
    const before = this.#nodes
    const body = { node: first, work: this.compile(first) }
    const others = rest.map((node) => ({ node, work: this.compile(node) }))
    this.#names.pop()
    const effort = 2 + this.#nodes - before
    return LOOP_KINDS[loop]({ list, listNode: receiver, depth, effort, bodies: [body, ...others] })
  }

  #list(nodes: readonly ASTNode[]): Evaluate {
    const works = nodes.map((node) => this.compile(node))
    return (frame) => works.map((work) => work(frame))
  }

  #object(pairs: readonly (readonly [ASTNode, ASTNode])[]): Evaluate {
    const works = pairs.map(([key, value]) => ({
      node: key,
      key: this.compile(key),
      value: this.compile(value),
    }))
    return (frame) => {
      const made: Record<string, unknown> = {}
      for (const { node, key, value } of works) {
        const name = key(frame)
        if (typeof name !== 'string') {
          const what = `a field's name must be text, not ${kindOf(name)}`
          throw new Refusal(node.start, what, 'write it in quotes')
        }
        refuseForbidden(name, node.start)
        made[name] = value(frame)
      }
      return made
    }
  }

  #choice([asked, yes, no]: NodeOf<'?:'>['args']): Evaluate {
    const [test, left, right] = [this.compile(asked), this.compile(yes), this.compile(no)]
    return (frame) => (truth(test(frame), asked) ? left(frame) : right(frame))
  }

  /** `||` and `&&`: one operand alone may decide, even where the other fails. */
  #either([left, right]: NodeOf<'||'>['args'], decisive: boolean): Evaluate {
    const [first, second] = [this.compile(left), this.compile(right)]
    return (frame) => {
      const found = attempt(first, frame, left)
      if (found === decisive) return decisive
      if (truth(second(frame), right) === decisive) return decisive
      if (found instanceof Refusal) throw found
      return !decisive
    }
  }

  #not(node: ASTNode): Evaluate {
    const work = this.compile(node)
    return (frame) => !truth(work(frame), node)
  }

  #minus(node: ASTNode): Evaluate {
    const work = this.compile(node)
    return (frame) => {
      const value = work(frame)
      if (typeof value === 'number') return -value
      throw new Refusal(node.start, `- needs a number, not ${kindOf(value)}`, 'check what the fields hold')
    }
  }

  #operation(node: NodeOf<keyof typeof OPERATORS>): Evaluate {
    const operator = OPERATORS[node.op]
    const [left, right] = [this.compile(node.args[0]), this.compile(node.args[1])]
    return (frame) => operator(left(frame), right(frame), frame.meter, node.start)
  }
}

function literal({ args, start }: NodeOf<'value'>): Evaluate {
  switch (typeof args) {
    case 'bigint': {
      const value = Number(args)
      return () => value
    }
    case 'object':
      if (args !== null) throw new Refusal(start, 'such a value is not JSON', 'write a number or a text')
      return () => null
    default:
      return () => args
  }
}
