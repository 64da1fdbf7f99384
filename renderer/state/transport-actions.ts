// What runs the show from any view, and the keys that no view ever binds.
import { action } from '../lib/actions.ts'
import { pauseWords } from '../lib/standby-words.ts'
import type { Action } from '../lib/actions.ts'
import type { Desk } from './desk.svelte.ts'

type Parts = Pick<
  Desk,
  'transport' | 'panic' | 'runs' | 'arming' | 'interrupts' | 'schedulers' | 'cues' | 'health'
>

export function transportActions(desk: Parts): readonly Action[] {
  const { transport, panic, runs, arming, cues } = desk
  const of = { group: 'transport', role: 'operator' } as const
  const key = { ...of, layer: 'show' } as const
  const isIdle = (): boolean => runs.active.length + cues.waiting === 0
  const fades = () => runs.view.fades ?? { count: 0, pausable: 0, held: 0 }
  const fading = (): number => fades().count
  const paused = (): number => runs.counts.paused + fades().held
  const pauses = (): boolean => runs.counts.running + fades().pausable > 0 || paused() === 0
  const isStill = (): boolean => isIdle() && fades().pausable + fades().held === 0
  const disarmed = (): string | null => (arming.view.armed ? null : 'The show is disarmed')
  const noStandby = (): string | null =>
    runs.view.standby === null && cues.standby === null ? 'Nothing stands by' : null
  return [
    action({
      ...{ ...key, id: 'show.go', words: 'GO', keys: ['Space'], also: 'start next standby' },
      ...{ when: () => disarmed() ?? noStandby(), run: transport.go },
    }),
    action({
      ...{ ...key, id: 'show.back', words: 'Back: standby to the one before', keys: ['Backspace'] },
      run: transport.back,
    }),
    action({
      ...{ ...key, id: 'show.pause', keys: ['P'], keyWords: 'Pause or resume all' },
      ...{ when: () => (isStill() ? pauseWords(fading()) : null), run: transport.pauseOrResume },
      get words() {
        return pauses() ? 'Pause all' : 'Resume all'
      },
    }),
    action({
      ...{ ...of, id: 'show.resume', words: 'Resume all that is paused', run: transport.resume },
      // Beside the one key for both, where some play and some are paused.
      when: () => (paused() === 0 ? 'Nothing is paused' : null),
    }),
    action({
      ...{ ...key, id: 'show.stop', words: 'Stop all', keys: ['S'], run: transport.stop },
      when: () => (isIdle() && fading() === 0 ? 'Nothing runs or waits' : null),
    }),
    action({
      ...{ ...key, id: 'show.panic', words: 'PANIC: end everything, send nothing more', keys: ['Escape'] },
      // Kept and said by itself where the engine is away.
      ...{ keyWords: 'PANIC; in a text field the first one leaves the field', role: null, run: panic.press },
    }),
    ...ruleActions(desk),
  ]
}

function ruleActions({ transport, schedulers, health }: Parts): readonly Action[] {
  const of = { group: 'transport', role: 'operator', also: 'triggers automatic' } as const
  /** The schedulers are not followed in every view; health is. */
  const isHeld = (): boolean =>
    schedulers.held === undefined
      ? health.report?.warnings.some(({ id }) => id === 'rules.held') === true
      : schedulers.held !== null
  return [
    action({
      ...{ ...of, id: 'rules.hold', words: 'Hold rules' },
      ...{ when: () => (isHeld() ? 'They are held' : null), run: () => transport.send('rules.hold', {}) },
    }),
    action({
      ...{ ...of, id: 'rules.release', words: 'Release rules' },
      when: () => (isHeld() ? null : 'They are not held'),
      run: () => transport.send('rules.release', {}),
    }),
  ]
}

/** Yes and No of the confirmation in front; without one these keys are the show's. */
export function questionActions({ interrupts }: Pick<Desk, 'interrupts'>): readonly Action[] {
  const heard = (): boolean => interrupts.front?.kind === 'confirmation'
  const answer = (id: string, words: string, key: string, yes: boolean): Action =>
    action({
      ...{ id, words, group: 'questions', layer: 'show', keys: [key], role: 'operator', heard },
      when: () => (heard() ? null : 'No question waits'),
      run: () => interrupts.answer(interrupts.front?.interruptId ?? '', yes),
    })
  return [
    answer('question.yes', 'Yes to the question in front', 'Y', true),
    answer('question.no', 'No to the question in front', 'N', false),
  ]
}
