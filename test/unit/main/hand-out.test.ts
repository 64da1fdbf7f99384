import { expect, test } from 'vitest'
import { HandOut } from '../../../main/hand-out.ts'
import { SimulatedClock } from '../../../shared/base/clock.ts'

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))
/** The callback that asks is over, and nothing else has happened. */
const overNow = (): Promise<void> => new Promise((resume) => process.nextTick(resume))

function rig() {
  const clock = new SimulatedClock()
  const ran: string[] = []
  const handOut = new HandOut(clock, () => void ran.push('look'))
  const ask = (name: string, then?: () => void) =>
    handOut.soon(() => {
      ran.push(name)
      then?.()
    })
  return { clock, ran, ask, after: handOut.after }
}

test('what comes after a rest is handed out when the callback that asks is over, and never inside of it', async () => {
  const { ran, ask } = rig()
  ask('first')
  expect(ran).toEqual([])
  await overNow()
  expect(ran).toEqual(['look', 'first'])
})

test('what comes close behind waits until all has been read that can be', async () => {
  const { clock, ran, ask } = rig()
  ask('first')
  await overNow()
  clock.advanceBy(0.01)
  ask('second')
  await overNow()
  expect(ran).not.toContain('second')
  await turn()
  expect(ran).toEqual(['look', 'first', 'look', 'second'])
  clock.advanceBy(1)
  ask('third')
  await overNow()
  expect(ran).toContain('third')
})

test('what is left over gives everything else its turn, however long the handing out took', async () => {
  const { clock, ran, ask } = rig()
  ask('first', () => {
    clock.advanceBy(4)
    ask('left over')
  })
  await overNow()
  await overNow()
  expect(ran).not.toContain('left over')
  await turn()
  expect(ran).toContain('left over')
})

test('what a callback asks for that says when it is over is handed out right then', async () => {
  const { clock, ran, ask, after } = rig()
  after(() => {
    ask('first')
    expect(ran).toEqual([])
  })
  expect(ran).toEqual(['look', 'first'])
  after(() => ask('close behind'))
  expect(ran).not.toContain('close behind')
  await turn()
  expect(ran).toContain('close behind')
  clock.advanceBy(1)
  expect(() =>
    after(() => {
      ask('of one that fails')
      throw new Error('it fails')
    }),
  ).toThrow('it fails')
  clock.advanceBy(1)
  after(() => {})
  expect(ran).toContain('of one that fails')
})
