import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { linesOf } from '../../../support/cue-show.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

const parsed = parseShow(readFileSync(new URL('../../../../assets/demo.show.json', import.meta.url)), 'demo')
if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
const show = parsed.value

test('the demo is run by GO alone, with a yes to its one question', async () => {
  await using night = new SimulatedShow({ show, path: null })
  const stoodBy: unknown[] = []
  for (;;) {
    const [list] = night.show.cues.view().lists
    if (list?.standby === null) break
    stoodBy.push(list?.standbyNumber)
    night.run('show.go', {})
    const [question] = night.show.interrupts.view().pending
    if (question !== undefined)
      night.run('interrupt.answer', { interruptId: question.interruptId, answer: true })
    night.clock.advanceBy(15_000)
  }
  expect(stoodBy).toEqual(['1', '2', '3', '4', '5', '6', '7'])
  const outcomes = linesOf(night).map((line) => line.split(' ').slice(1).join(' '))
  expect(outcomes.filter((line) => line.endsWith('completed'))).toEqual(
    [
      ...['warm', 'clearance', 'haze-on', 'chase-on', 'act-one', 'let-go'],
      ...['finale', 'bows', 'house-up'],
    ].map((id) => `${id} completed`),
  )
  expect(outcomes).toContain('winch skipped')
  // It is let go of by what follows.
  expect(outcomes.filter((line) => /failed|stopped/.test(line))).toEqual(['accent stopped'])
})

test('each cue that a GO reaches has a number, a name and a note', () => {
  const followers = new Set(['chase-on', 'haze-on', 'let-go', 'bows'])
  for (const { id, number, name, note } of show.cueLists.flatMap(({ cues }) => cues)) {
    expect([id, number !== undefined && name !== '', followers.has(id) || note !== '']).toEqual([
      id,
      true,
      true,
    ])
  }
})
