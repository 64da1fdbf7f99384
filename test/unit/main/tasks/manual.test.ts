import { expect, test } from 'vitest'
import { MessageRing } from '../../../../shared/base/message-ring.ts'
import { Rig, isFulfilled } from './rig.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

test('greet: a task is executed at once, with its parameters', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  const greet = (name: string): void => scheduler.print(`Hello, ${name}!`)
  expect(scheduler.do(greet, ['Alice'])).toBe(1)
  void scheduler.start()
  expect(lines).toEqual([])
  clock.advanceBy(0)
  expect(lines).toEqual(['0 Hello, Alice!'])
  expect(scheduler.taskCount()).toBe(0)
})

test('delayed: a task is executed after five seconds, once', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  const delayedTask = (): void => scheduler.print('Executed after 5 seconds')
  scheduler.at(delayedTask, [], { at: 5000 })
  void scheduler.start()
  clock.advanceTo(4999)
  expect(lines).toEqual([])
  clock.advanceTo(20_000)
  expect(lines).toEqual(['5000 Executed after 5 seconds'])
})

test('heartbeat: a repeated task is executed at once and then every second', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  const heartbeat = (): void => scheduler.print('Heartbeat')
  scheduler.repeat(heartbeat, [], { every: 1000 })
  void scheduler.start()
  clock.advanceTo(3500)
  expect(lines).toEqual(['0 Heartbeat', '1000 Heartbeat', '2000 Heartbeat', '3000 Heartbeat'])
})

test('sensor: a task gets what the event brings, and only once', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  const onSensorData = (value: number): void => scheduler.print(`Sensor reading: ${value}`)
  scheduler.on(onSensorData, [0], { when: 'sensor_event' })
  void scheduler.start()
  clock.advanceTo(100)
  expect(scheduler.trigger('sensor_event', [42])).toBe(1)
  clock.advanceTo(200)
  expect(scheduler.trigger('sensor_event', [43])).toBe(0)
  clock.advanceTo(300)
  expect(lines).toEqual(['100 Sensor reading: 42'])
})

test('awaited: a task waits for its data and is executed again when they are there', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  let ready = false
  const myTask = (): void => {
    scheduler.print(ready ? 'has data' : 'waits')
    if (!ready) expect(scheduler.awaitEvent('data_ready')).toBe(true)
  }
  scheduler.do(myTask)
  void scheduler.start()
  clock.advanceTo(10)
  expect([scheduler.taskCount(), scheduler.pendingCount()]).toEqual([1, 0])
  ready = true
  expect(scheduler.trigger('data_ready')).toBe(1)
  clock.advanceTo(20)
  expect(lines).toEqual(['0 waits', '10 has data'])
  expect(scheduler.taskCount()).toBe(0)
})

test('self-cancelling: a repeated task that aborts itself is executed once', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  const selfCancellingTask = (): void => {
    scheduler.print('Running once')
    expect(scheduler.abortCurrentTask()).toBe(true)
  }
  scheduler.repeat(selfCancellingTask, [], { every: 1000 })
  void scheduler.start()
  clock.advanceTo(5000)
  expect(lines).toEqual(['0 Running once'])
  expect(scheduler.taskCount()).toBe(0)
})

test('adaptive: a task changes its own interval', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  let someCondition = true
  const adaptiveTask = (): void => {
    scheduler.print('looks')
    expect(scheduler.setRepeat(someCondition ? 5000 : 1000)).toBe(true)
  }
  scheduler.repeat(adaptiveTask, [], { every: 1000 })
  void scheduler.start()
  clock.advanceTo(9999)
  someCondition = false
  clock.advanceTo(12_500)
  expect(lines).toEqual(['0 looks', '5000 looks', '10000 looks', '11000 looks', '12000 looks'])
})

test('configurable: a task is sent other parameters', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  const configurableTask = (config: string): void => scheduler.print(`Config: ${config}`)
  const id = scheduler.repeat(configurableTask, ['default'], { every: 1000 }) as number
  void scheduler.start()
  clock.advanceTo(1500)
  expect(scheduler.send(['updated'], id)).toBe(true)
  clock.advanceTo(2500)
  expect(lines).toEqual(['0 Config: default', '1000 Config: default', '2000 Config: updated'])
})

test('status: it says what is executed next, and is empty for a task that is not there', () => {
  using rig = new Rig()
  const { scheduler, clock } = rig
  function blink(): void {}
  const id = scheduler.at(blink, [], { at: 250 }) as number
  const info = scheduler.status(id)
  expect(`Task ${info.id}: ${info.job} - Next run: ${info.nextRun}`).toBe('Task 1: blink - Next run: 250')
  void scheduler.start()
  clock.advanceTo(250)
  expect(scheduler.status(id)).toEqual({})
})

test('who am I: a task knows its id, and outside of tasks there is none', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  const myTask = (): void => scheduler.print(`I am task ${scheduler.currentTaskId()}`)
  scheduler.do(myTask)
  scheduler.do(myTask, [], { id: 40 })
  void scheduler.start()
  clock.advanceBy(0)
  expect(lines).toEqual(['0 I am task 1', '0 I am task 40'])
  expect(scheduler.currentTaskId()).toBeNull()
})

test('counts: tasks are those that live, pending ones those that wait for a time', () => {
  using rig = new Rig()
  const { scheduler } = rig
  scheduler.do(rig.job('a'))
  scheduler.at(rig.job('b'), [], { at: 10 })
  scheduler.on(rig.job('c'), [], { when: 'event' })
  expect(`Active tasks: ${scheduler.taskCount()}`).toBe('Active tasks: 3')
  expect(`Pending tasks: ${scheduler.pendingCount()}`).toBe('Pending tasks: 2')
})

test('run and print: a function is called as a task, and printing is safe in one', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  scheduler.run((text: string) => scheduler.print(text), ['Safe print'])
  scheduler.do(() => scheduler.print('This is safe to print from a task', 7, { and: [true] }))
  void scheduler.start()
  clock.advanceBy(0)
  expect(lines).toEqual(['0 Safe print', '0 This is safe to print from a task 7 { and: [ true ] }'])
})

test('nested: a child that a task asks for is executed after it', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  const childTask = (): void => scheduler.print('Child task')
  const parentTask = (): void => {
    scheduler.do(childTask)
    scheduler.print('Parent task')
  }
  scheduler.do(parentTask)
  scheduler.do(rig.job('Neighbour'))
  void scheduler.start()
  clock.advanceBy(0)
  expect(lines).toEqual(['0 Parent task', '0 Neighbour', '0 Child task'])
})

test('chain: one event causes the next, begun before the start, and then nothing is left', async () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  const task1 = (): void => {
    scheduler.print('Task 1')
    scheduler.trigger('event2')
  }
  const task2 = (): void => {
    scheduler.print('Task 2')
    scheduler.trigger('event3')
  }
  const task3 = (): void => scheduler.print('Task 3')
  scheduler.on(task1, [], { when: 'event1' })
  scheduler.on(task2, [], { when: 'event2' })
  scheduler.on(task3, [], { when: 'event3' })

  scheduler.trigger('event1')
  const ended = scheduler.start()
  expect(await isFulfilled(ended)).toBe(false)
  clock.advanceBy(0)
  expect(lines).toEqual(['0 Task 1', '0 Task 2', '0 Task 3'])
  expect(await isFulfilled(ended)).toBe(true)
})

test('producer and consumer: messages go through a ring, one event each, until both have stopped', async () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  const buffer = MessageRing.create(2048)
  const producer = (i: number): void => {
    if (i <= 10) {
      buffer.put(i + 1, encode(`Message ${i}`))
      scheduler.trigger('data_ready')
      scheduler.send(i + 1)
    } else {
      buffer.put(i + 1, encode('Done'))
      scheduler.trigger('data_ready')
      scheduler.abortCurrentTask()
    }
  }
  const consumer = (): void => {
    const message = decode(buffer.get().bytes)
    scheduler.print(`Consumed: ${message}`)
    if (message === 'Done') scheduler.abortCurrentTask()
  }
  scheduler.repeat(producer, [0], { every: 10 })
  scheduler.on(consumer, [], { when: 'data_ready', repeat: true })
  const ended = scheduler.start()
  clock.advanceTo(1000)
  expect(lines).toEqual([
    '0 Consumed: Message 0',
    '10 Consumed: Message 1',
    '20 Consumed: Message 2',
    '30 Consumed: Message 3',
    '40 Consumed: Message 4',
    '50 Consumed: Message 5',
    '60 Consumed: Message 6',
    '70 Consumed: Message 7',
    '80 Consumed: Message 8',
    '90 Consumed: Message 9',
    '100 Consumed: Message 10',
    '110 Consumed: Done',
  ])
  expect(buffer.isEmpty).toBe(true)
  expect(await isFulfilled(ended)).toBe(true)
})

test('priority: a message is pulled before the others, which follow in their order', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  const buffer = MessageRing.create(1024)
  buffer.put(1, encode('Low priority'))
  buffer.put(100, encode('High priority'))
  buffer.put(2, encode('Low priority'))
  scheduler.do(() => {
    scheduler.print(`Processing high priority: ${decode(buffer.pull(100).bytes)}`)
    while (!buffer.isEmpty) {
      const { id, bytes } = buffer.get()
      scheduler.print(`Processing: ${id} ${decode(bytes)}`)
    }
  })
  void scheduler.start()
  clock.advanceBy(0)
  expect(lines).toEqual([
    '0 Processing high priority: High priority',
    '0 Processing: 1 Low priority',
    '0 Processing: 2 Low priority',
  ])
})

test('a repeated task can be cancelled from outside', () => {
  using rig = new Rig()
  const { scheduler, clock, lines } = rig
  const id = scheduler.repeat(rig.job('tick'), [], { every: 1000 }) as number
  void scheduler.start()
  clock.advanceTo(1500)
  expect(scheduler.cancel(id)).toBe(true)
  expect(scheduler.cancel(id)).toBe(false)
  clock.advanceTo(5000)
  expect(lines).toEqual(['0 tick', '1000 tick'])
})
