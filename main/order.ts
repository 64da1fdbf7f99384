// Who hears an event first: everybody who listens, from the first to the last.
import type { Subscribe, SubscribeAt } from '../shared/model/event.ts'

interface Place {
  readonly who: string
  readonly why: string
  /** Once all that follows from an event has left: nobody waits for those. */
  readonly afterwards?: true
}

/** A new stage that listens is a line here, at the place where it is to hear what others hear too. */
export const ORDER = [
  { who: 'rehearsal', why: 'notes an event before anything follows from it' },
  { who: 'layers', why: 'switch what controls mean, before anybody hears the next of them' },
  { who: 'gestures', why: 'find what a press completes, so that whoever acts on the press knows of it' },
  {
    who: 'parameters',
    why: 'follow their controls, so that whoever acts on the same press finds them moved',
  },
  { who: 'answers to questions', why: 'come after gestures, one of which may be the answer' },
  { who: 'transport controls', why: 'carry out a GO before anybody else hears the press' },
  { who: 'scenes', why: 'move values before rules and playlists read them' },
  { who: 'schedulers', why: 'come before playlists, so that rules prepare what those start' },
  { who: 'cues', why: 'start what follows an end, before playlists hear of it' },
  { who: 'playlist interrupts', why: 'stop the old run of an event that also starts a new one' },
  { who: 'OSC control', why: 'carries out a command before a playlist hears the same message' },
  { who: 'playlist triggers', why: 'are the last to decide' },
  { who: 'moving values', why: 'let go of what is about to be sent by somebody else' },
  { who: 'feedback', why: 'shows what has been decided' },
  { who: 'OSC output', why: 'sends before anybody looks on' },
  { who: 'device process', why: 'sends before anybody looks on' },
  { who: 'trials of outputs', why: 'hear what answers, and act on nothing' },
  { who: 'OSC listeners', why: 'are sent what has been decided' },
  { who: 'health', why: 'looks at all of it and steers nothing' },
  { who: 'recorder', why: 'writes inputs down when they have had their effect' },
  { who: 'log', why: 'keeps warnings, which can wait longest' },
  { who: 'start', why: 'notes for the next start what began last', afterwards: true },
  { who: 'as-run', why: 'writes down what was done when it is done', afterwards: true },
  { who: 'learning', why: 'looks on, and waits for a hand', afterwards: true },
  { who: 'monitor', why: 'keeps what came in, which the screen is then shown', afterwards: true },
  { who: 'snapshots', why: 'show what has happened, and hold up nothing that happens', afterwards: true },
] as const satisfies readonly Place[]

export type Hearer = (typeof ORDER)[number]['who']

/** Hands out to each its own way of subscribing, which leads to its place whatever it subscribes to, and bears its name. */
export function inOrder(subscribe: SubscribeAt): (who: Hearer) => Subscribe {
  return (name) => {
    const place = ORDER.findIndex(({ who }) => who === name)
    const priority = ORDER.length - place
    const { afterwards }: Place = ORDER[place] as Place
    return (pattern, handler, options) =>
      subscribe(pattern, handler, { ...options, name, priority, afterwards: afterwards === true })
  }
}
