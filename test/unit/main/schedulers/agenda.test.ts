import { expect, test } from 'vitest'
import { Agenda } from '../../../../main/schedulers/agenda.ts'
import type { AgendaItem } from '../../../../main/schedulers/agenda.ts'
import { Rig } from '../tasks/rig.ts'

function item(happen: () => void): AgendaItem {
  return { dueAt: 0, order: 0, place: -1, happen }
}

test('items happen when they are due, equal ones in the order in which they were put there, on one task', () => {
  using rig = new Rig()
  using agenda = new Agenda(rig.clock, rig.scheduler, 'agenda')
  void rig.scheduler.start()
  const [late, first, second, moved, removed] = ['late', 'first', 'second', 'moved', 'removed'].map((name) =>
    item(rig.job(name)),
  ) as [AgendaItem, AgendaItem, AgendaItem, AgendaItem, AgendaItem]
  agenda.set(late, 300)
  agenda.set(moved, 50)
  agenda.set(first, 100)
  agenda.set(removed, 100)
  agenda.set(second, 100)
  agenda.set(moved, 200)
  agenda.remove(removed)
  expect(rig.scheduler.taskCount()).toBe(1)
  rig.clock.advanceTo(1000)
  expect(rig.lines).toEqual(['100 first', '100 second', '200 moved', '300 late'])
  expect(rig.scheduler.taskCount()).toBe(1)
})

test('what follows at the same instant waits behind other tasks', () => {
  using rig = new Rig()
  using agenda = new Agenda(rig.clock, rig.scheduler, 'agenda')
  void rig.scheduler.start()
  let left = 3
  const again = item(() => {
    rig.scheduler.print('item')
    if (left === 3) rig.scheduler.do(rig.job('task'))
    left -= 1
    if (left > 0) agenda.set(again, rig.clock.now())
  })
  agenda.set(again, 10)
  rig.clock.advanceTo(10)
  expect(rig.lines).toEqual(['10 item', '10 task', '10 item', '10 item'])
})

test('an item that fails is reported and keeps no other from happening', () => {
  using rig = new Rig()
  using agenda = new Agenda(rig.clock, rig.scheduler, 'agenda')
  void rig.scheduler.start()
  agenda.set(
    item(() => {
      throw new Error('broken')
    }),
    10,
  )
  agenda.set(item(rig.job('next')), 10)
  rig.clock.advanceTo(10)
  expect(rig.failures.map((line) => line.replace(/ \d+ /, ' '))).toEqual(['10 agenda: broken'])
  expect(rig.lines).toEqual(['10 next'])
})

test('nothing happens once it is disposed of', () => {
  using rig = new Rig()
  using agenda = new Agenda(rig.clock, rig.scheduler, 'agenda')
  void rig.scheduler.start()
  agenda.set(item(rig.job('late')), 10)
  agenda[Symbol.dispose]()
  agenda.set(item(rig.job('later')), 20)
  rig.clock.advanceTo(100)
  expect(rig.lines).toEqual([])
  expect(rig.scheduler.taskCount()).toBe(0)
})
