// What the operators between two operands do; numbers are of one kind, so that 2 and 2.0 mix freely.
import type { Meter } from './meter.ts'
import { Refusal } from './refusal.ts'
import { equals, isList, isObject, kindOf } from './values.ts'

/** `at` is the place of the operator's left operand. */
type Operator = (left: unknown, right: unknown, meter: Meter, at: number) => unknown

function numbers(sign: string, work: (left: number, right: number) => number): Operator {
  return (left, right, _meter, at) => {
    if (typeof left === 'number' && typeof right === 'number') return finite(work(left, right), at)
    const what = `${sign} needs two numbers, not ${kindOf(left)} and ${kindOf(right)}`
    throw new Refusal(at, what, mixedAdvice(left, right))
  }
}

export function finite(value: number, at: number): number {
  if (Number.isFinite(value)) return value
  throw new Refusal(at, 'the number becomes too large', 'work with smaller ones')
}

function mixedAdvice(left: unknown, right: unknown): string {
  const texts = [left, right].filter((value) => typeof value === 'string').length
  return texts === 0 ? 'check what the fields hold' : 'make a number of a text by double(...)'
}

function divided(sign: string, work: (left: number, right: number) => number): Operator {
  const divide = numbers(sign, work)
  return (left, right, meter, at) => {
    if (typeof left === 'number' && right === 0) {
      throw new Refusal(at, 'it divides by zero', 'test that the divisor is not 0 first')
    }
    return divide(left, right, meter, at)
  }
}

const add: Operator = (left, right, meter, at) => {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right, at)
  if (typeof left === 'string' && typeof right === 'string') {
    meter.write(at, left.length + right.length)
    return left + right
  }
  if (isList(left) && isList(right)) {
    meter.list(at, left.length + right.length)
    return [...left, ...right]
  }
  const what = `+ cannot join ${kindOf(left)} and ${kindOf(right)}`
  const texts = typeof left === 'string' || typeof right === 'string'
  throw new Refusal(at, what, texts ? 'make a text of the other by string(...)' : 'join two of one kind')
}

function ordered(sign: string, holds: (order: number) => boolean): Operator {
  return (left, right, meter, at) => {
    if (typeof left === 'number' && typeof right === 'number') return holds(left - right)
    if (typeof left === 'string' && typeof right === 'string') {
      meter.scan(left)
      return holds(left < right ? -1 : Number(left > right))
    }
    const what = `${sign} compares two numbers or two texts, not ${kindOf(left)} and ${kindOf(right)}`
    throw new Refusal(at, what, mixedAdvice(left, right))
  }
}

const within: Operator = (left, right, meter, at) => {
  if (isList(right)) return right.some((entry) => equals(left, entry, meter))
  if (isObject(right)) return typeof left === 'string' && fieldOf(right, left) !== undefined
  const next = typeof right === 'string' ? 'ask a text by contains(...)' : 'check what the fields hold'
  throw new Refusal(at, `in looks into a list or an object, not ${kindOf(right)}`, next)
}

/** An object's own field, or undefined. */
export function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

export const OPERATORS = {
  '+': add,
  '-': numbers('-', (left, right) => left - right),
  '*': numbers('*', (left, right) => left * right),
  '/': divided('/', (left, right) => left / right),
  '%': divided('%', (left, right) => left % right),
  '<': ordered('<', (order) => order < 0),
  '<=': ordered('<=', (order) => order <= 0),
  '>': ordered('>', (order) => order > 0),
  '>=': ordered('>=', (order) => order >= 0),
  '==': (left, right, meter) => equals(left, right, meter),
  '!=': (left, right, meter) => !equals(left, right, meter),
  in: within,
} as const satisfies Record<string, Operator>
