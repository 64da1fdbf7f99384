// The order in which events are heard, read as sentences, and what of it a show depends on.
import { expect, test } from 'vitest'
import { ORDER, inOrder } from '../../../main/order.ts'
import type { Hearer } from '../../../main/order.ts'
import type { SubscribeOptions } from '../../../shared/model/event.ts'

test('the table reads from the first to the last', () => {
  expect(ORDER.map(({ who, why }) => `${who} ${why}.`)).toEqual([
    'rehearsal notes an event before anything follows from it.',
    'layers switch what controls mean, before anybody hears the next of them.',
    'gestures find what a press completes, so that whoever acts on the press knows of it.',
    'parameters follow their controls, so that whoever acts on the same press finds them moved.',
    'answers to questions come after gestures, one of which may be the answer.',
    'transport controls carry out a GO before anybody else hears the press.',
    'scenes move values before rules and playlists read them.',
    'schedulers come before playlists, so that rules prepare what those start.',
    'cues start what follows an end, before playlists hear of it.',
    'playlist interrupts stop the old run of an event that also starts a new one.',
    'OSC control carries out a command before a playlist hears the same message.',
    'playlist triggers are the last to decide.',
    'moving values let go of what is about to be sent by somebody else.',
    'feedback shows what has been decided.',
    'OSC output sends before anybody looks on.',
    'device process sends before anybody looks on.',
    'trials of outputs hear what answers, and act on nothing.',
    'OSC listeners are sent what has been decided.',
    'health looks at all of it and steers nothing.',
    'recorder writes inputs down when they have had their effect.',
    'log keeps warnings, which can wait longest.',
    'start notes for the next start what began last.',
    'as-run writes down what was done when it is done.',
    'learning looks on, and waits for a hand.',
    'monitor keeps what came in, which the screen is then shown.',
    'snapshots show what has happened, and hold up nothing that happens.',
  ])
})

const BEFORE: readonly (readonly [first: Hearer, then: Hearer])[] = [
  ['layers', 'gestures'],
  ['gestures', 'parameters'],
  ['parameters', 'schedulers'],
  ['gestures', 'answers to questions'],
  ['gestures', 'schedulers'],
  ['gestures', 'transport controls'],
  ['transport controls', 'schedulers'],
  ['answers to questions', 'playlist triggers'],
  ['schedulers', 'playlist interrupts'],
  ['cues', 'playlist triggers'],
  ['playlist interrupts', 'playlist triggers'],
  ['OSC control', 'playlist triggers'],
  ['playlist triggers', 'OSC output'],
  ['playlist triggers', 'recorder'],
  ['OSC output', 'snapshots'],
  ['as-run', 'snapshots'],
  ['device process', 'learning'],
]

test.each(BEFORE)('%s hear an event before %s', (first, then) => {
  const heard: string[] = []
  for (const who of [then, first]) {
    const subscribe = inOrder((_pattern, _handler, { name, priority }: SubscribeOptions) => {
      heard[priority] = name
      return { [Symbol.dispose]() {} }
    })
    subscribe(who)('show.loaded', () => {}, { acts: false })
  }
  expect(heard.filter(Boolean).reverse()).toEqual([first, then])
})
