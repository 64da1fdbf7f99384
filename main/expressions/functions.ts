// The functions and methods that expressions may call: a closed list, none of which reaches beyond its operands.
import { LOCAL_NAMES } from './local-time.ts'
import { LOOPS } from './loops.ts'
import { VALUE_LIMITS } from './meter.ts'
import type { Meter } from './meter.ts'
import { finite } from './operators.ts'
import { Refusal, meant } from './refusal.ts'
import { isList, isObject, kindOf, writeNumber } from './values.ts'

/** The operands of one call; a method's receiver is the first. */
class Call {
  readonly name: string
  readonly given: readonly unknown[]
  readonly meter: Meter
  readonly at: number

  constructor(name: string, given: readonly unknown[], meter: Meter, at: number) {
    this.name = name
    this.given = given
    this.meter = meter
    this.at = at
  }

  text(index: number): string {
    const value = this.given[index]
    if (typeof value !== 'string') throw this.refuse(`${this.name} needs text, not ${kindOf(value)}`)
    this.meter.scan(value)
    return value
  }

  number(index: number): number {
    const value = this.given[index]
    if (typeof value !== 'number') throw this.refuse(`${this.name} needs a number, not ${kindOf(value)}`)
    return value
  }

  /** A place within `text`: a whole number from 0 to its length. */
  place(index: number, text: string): number {
    const value = this.number(index)
    if (Number.isInteger(value) && value >= 0 && value <= text.length) return value
    throw this.refuse(`${this.name} is asked for place ${value} of a text of ${text.length} characters`)
  }

  refuse(what: string): Refusal {
    return new Refusal(this.at, what, 'check what the fields hold')
  }
}

interface Callable {
  /** Operands beside a method's receiver. */
  readonly least: number
  readonly most: number
  work(call: Call): unknown
}

const takes = (least: number, most: number, work: Callable['work']): Callable => ({ least, most, work })

function size(call: Call): number {
  const [value] = call.given
  if (typeof value === 'string') {
    let characters = 0
    call.meter.spend(value.length >> 1)
    for (const _ of value) characters += 1
    return characters
  }
  if (isList(value)) return value.length
  if (!isObject(value)) throw call.refuse(`size needs text, a list or an object, not ${kindOf(value)}`)
  const names = Object.keys(value)
  call.meter.spend(names.length)
  return names.length
}

/** Whole and decimal numbers as people and JSON write them; nothing that only JavaScript reads as one. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

function toNumber(call: Call): number {
  const [value] = call.given
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'string') throw call.refuse(`${call.name} cannot read ${kindOf(value)}`)
  const written = value.length <= 400 ? value.trim() : ''
  if (NUMBER.test(written)) return finite(Number(written), call.at)
  throw new Refusal(call.at, `${call.name} finds no number in the text`, 'check what the field holds')
}

function toText(call: Call): string {
  const [value] = call.given
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      return writeNumber(value)
    case 'boolean':
      return String(value)
    default:
      throw call.refuse(`string cannot write ${kindOf(value)}`)
  }
}

function toTruth(call: Call): boolean {
  const [value] = call.given
  if (typeof value === 'boolean') return value
  const written = typeof value === 'string' ? value.toLowerCase() : ''
  if (written === 'true' || written === '1') return true
  if (written === 'false' || written === '0') return false
  throw call.refuse(`bool reads "true", "false", "1" and "0", and nothing else`)
}

const rounded = (round: (value: number) => number): Callable => takes(1, 1, (call) => round(call.number(0)))

const extreme = (choose: (...values: number[]) => number): Callable =>
  takes(1, 8, (call) => choose(...call.given.map((_, index) => call.number(index))))

const FUNCTIONS: Readonly<Record<string, Callable>> = {
  size: takes(1, 1, size),
  int: takes(1, 1, (call) => Math.trunc(toNumber(call))),
  double: takes(1, 1, toNumber),
  string: takes(1, 1, toText),
  bool: takes(1, 1, toTruth),
  abs: rounded(Math.abs),
  ceil: rounded(Math.ceil),
  floor: rounded(Math.floor),
  round: rounded(Math.round),
  min: extreme(Math.min),
  max: extreme(Math.max),
}

/** A text of many places is searched from each of them, so that the work may grow with both lengths. */
function search(call: Call, work: (text: string, sought: string) => unknown): unknown {
  const [text, sought] = [call.text(0), call.text(1)]
  call.meter.spend((text.length >> 10) * (sought.length >> 5))
  return work(text, sought)
}

function substring(call: Call): string {
  const text = call.text(0)
  const from = call.place(1, text)
  const to = call.given.length > 2 ? call.place(2, text) : text.length
  if (to < from) throw call.refuse(`substring is asked to end at ${to}, before it begins at ${from}`)
  return text.slice(from, to)
}

function split(call: Call): readonly string[] {
  const text = call.text(0)
  const parts = text.split(call.text(1), VALUE_LIMITS.members + 1)
  call.meter.list(call.at, parts.length)
  return parts
}

function join(call: Call): string {
  const [list] = call.given
  if (!isList(list)) throw call.refuse(`join needs a list of texts, not ${kindOf(list)}`)
  const between = call.given.length > 1 ? call.text(1) : ''
  const wrong = list.find((entry) => typeof entry !== 'string')
  if (wrong !== undefined) throw call.refuse(`join needs a list of texts, and one entry is ${kindOf(wrong)}`)
  const texts = list as readonly string[]
  call.meter.spend(texts.length)
  const characters = texts.reduce((sum, text) => sum + text.length, between.length * texts.length)
  call.meter.write(call.at, characters)
  return texts.join(between)
}

const METHODS: Readonly<Record<string, Callable>> = {
  size: takes(0, 0, size),
  contains: takes(1, 1, (call) => search(call, (text, sought) => text.includes(sought))),
  startsWith: takes(1, 1, (call) => call.text(0).startsWith(call.text(1))),
  endsWith: takes(1, 1, (call) => call.text(0).endsWith(call.text(1))),
  indexOf: takes(1, 1, (call) => search(call, (text, sought) => text.indexOf(sought))),
  lastIndexOf: takes(1, 1, (call) => search(call, (text, sought) => text.lastIndexOf(sought))),
  lowerAscii: takes(0, 0, (call) => call.text(0).replace(/[A-Z]+/g, (word) => word.toLowerCase())),
  upperAscii: takes(0, 0, (call) => call.text(0).replace(/[a-z]+/g, (word) => word.toUpperCase())),
  trim: takes(0, 0, (call) => call.text(0).trim()),
  substring: takes(1, 2, substring),
  split: takes(1, 1, split),
  join: takes(0, 1, join),
}

type Operation = (given: readonly unknown[], meter: Meter) => unknown

/** The function, or method, of a name; refused where there is none or the number of operands is wrong. */
export function operationOf(name: string, method: boolean, operands: number, at: number): Operation {
  const table = method ? METHODS : FUNCTIONS
  const called = Object.hasOwn(table, name) ? table[name] : undefined
  if (called === undefined) throw new Refusal(at, `there is no function ${name}`, unknownAdvice(name, method))
  if (operands < called.least || operands > called.most) {
    const counts = called.least === called.most ? `${called.least}` : `${called.least} to ${called.most}`
    const what = `${name} takes ${counts} ${counts === '1' ? 'value' : 'values'} in brackets, not ${operands}`
    throw new Refusal(at, what, 'correct the number of values')
  }
  return (given, meter) => {
    meter.spend(1)
    return called.work(new Call(name, given, meter, at))
  }
}

function unknownAdvice(name: string, method: boolean): string {
  // Backtracking makes the time that a pattern takes unforeseeable.
  if (name === 'matches') return 'use contains, startsWith or endsWith; patterns are not available'
  if (!method && LOCAL_NAMES.some((known) => known === name)) return `write ${name} without brackets`
  const [here, there] = method ? [METHODS, FUNCTIONS] : [FUNCTIONS, METHODS]
  if (Object.hasOwn(there, name)) {
    return method ? `write ${name}(...) around the value` : `write it behind the value: value.${name}(...)`
  }
  const names = [...Object.keys(here), ...(method ? LOOPS : ['has'])]
  return meant(name, names, `there are ${names.join(', ')}`)
}
