import { describe, expect, test } from 'vitest'
import { createAnswering } from '../../../../main/interrupts/answering.ts'
import type { Answering } from '../../../../main/interrupts/answering.ts'
import { Interrupts } from '../../../../main/interrupts/interrupts.ts'
import { inOrder } from '../../../../main/order.ts'
import { interruptRequest } from '../../../../shared/model/interrupt.ts'
import { showFile } from '../../../../shared/model/show.ts'
import type { QuestionControls } from '../../../../shared/model/show.ts'
import { OPENING } from '../../../../shared/model/show-change.ts'
import { Stage } from '../../../support/stage.ts'

const button = (control: string): object => ({ event: 'hid.received', where: { control } })
const answeredBy = (yes: string, no: string): QuestionControls =>
  showFile.parse({ version: 1, name: 'Q', questions: { yes: [button(yes)], no: [button(no)] } }).questions
const controls = answeredBy('cross', 'circle')

class AnsweringStage extends Stage {
  readonly interrupts: Interrupts
  readonly answers: string[] = []
  readonly answering: Answering

  constructor() {
    super()
    const { clock } = this
    const { publish, subscribe } = this.dispatcher
    this.interrupts = new Interrupts({ clock, publish })
    this.answering = createAnswering({
      clock,
      subscribe: inOrder(subscribe)('answers to questions'),
      interrupts: this.interrupts,
      nameOf: ({ source }) => source,
    })
    this.answering.take(controls, OPENING)
  }

  ask(at: number, owner: string, kind: 'confirmation' | 'clarification' = 'confirmation'): void {
    this.clock.advanceTo(at)
    const request = interruptRequest.parse({ kind, prompt: `${owner}?` })
    const answered = (answer: unknown, by: string): void =>
      void this.answers.push(`${this.clock.now()} ${owner} ${String(answer)} by ${by}`)
    this.interrupts.raise(owner, owner, request, null, answered)
    this.settle()
  }

  override [Symbol.dispose](): void {
    this.answering[Symbol.dispose]()
    this.interrupts[Symbol.dispose]()
    super[Symbol.dispose]()
  }
}

describe('a control that answers questions', () => {
  test('says yes or no to the one in front, with the press as the cause', () => {
    using stage = new AnsweringStage()
    stage.ask(0, 'run:a')
    stage.button(400, 'cross')
    stage.button(450, 'cross', 0)
    stage.ask(1000, 'run:b')
    stage.button(1400, 'circle')
    expect(stage.answers).toEqual(['400 run:a true by hid:pad', '1400 run:b false by hid:pad'])
    const pressed = stage.of('hid.received')[0]
    expect(stage.of('interrupt.answered')[0]).toMatchObject({
      cause: pressed?.seq,
      payload: { by: 'hid:pad' },
    })
  })

  test('is not heard in the first 0.4 s of a question', () => {
    using stage = new AnsweringStage()
    stage.ask(0, 'run:a')
    stage.button(399, 'cross')
    expect(stage.answers).toEqual([])
  })

  test('does not answer the next question by a second press of the same moment', () => {
    using stage = new AnsweringStage()
    stage.ask(0, 'run:a')
    stage.ask(10, 'run:b')
    stage.button(1000, 'cross')
    stage.button(1050, 'cross', 0)
    stage.button(1150, 'cross')
    stage.button(1200, 'cross', 0)
    stage.button(1400, 'cross')
    expect(stage.answers).toEqual(['1000 run:a true by hid:pad', '1400 run:b true by hid:pad'])
  })

  test('leaves a question for text, and those behind it, alone', () => {
    using stage = new AnsweringStage()
    stage.ask(0, 'rule:x', 'clarification')
    stage.ask(10, 'run:b')
    stage.button(1000, 'cross')
    expect(stage.answers).toEqual([])
  })
})

test('a pad that sends its pressure answers one question and not the next as well', () => {
  using stage = new AnsweringStage()
  stage.ask(0, 'run:a')
  stage.ask(0, 'run:b')
  const trigger = (at: number, value: number): void =>
    stage.input(at, 'hid.received', 'hid:pad', { device: 'hid:pad', control: 'cross', kind: 'axis', value })
  for (const [at, value] of [
    [500, 0.6],
    [600, 0.8],
    [1000, 1],
    [1500, 0.9],
  ] as const)
    trigger(at, value)
  expect(stage.answers).toEqual(['500 run:a true by hid:pad'])
})

test('a device that goes away answers nothing', () => {
  using stage = new AnsweringStage()
  stage.ask(0, 'run:a')
  stage.input(500, 'hid.received', 'hid:pad', {
    device: 'hid:pad',
    control: 'cross',
    kind: 'button',
    value: 0,
    madeUp: true,
  })
  expect(stage.answers).toEqual([])
})

describe('other controls', () => {
  const edit = { kind: 'edit', cause: null } as const

  test('answer the question that waits, and those before them do not', () => {
    using stage = new AnsweringStage()
    stage.ask(0, 'run:a')
    stage.answering.take(answeredBy('circle', 'square'), edit)
    stage.button(500, 'cross')
    stage.button(600, 'square')
    expect(stage.answers).toEqual(['600 run:a false by hid:pad'])
  })

  test('do not make a question any newer than it is, nor older', () => {
    using stage = new AnsweringStage()
    stage.ask(0, 'run:a')
    stage.ask(10, 'run:b')
    stage.button(1000, 'cross')
    stage.answering.take(answeredBy('square', 'circle'), edit)
    stage.button(1100, 'square')
    stage.button(1150, 'square', 0)
    stage.button(1400, 'square')
    expect(stage.answers).toEqual(['1000 run:a true by hid:pad', '1400 run:b true by hid:pad'])
  })
})
