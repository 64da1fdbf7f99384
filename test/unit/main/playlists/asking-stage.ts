// A stage whose runs can ask: playlists and interrupts connected as in a show.
import { Interrupts } from '../../../../main/interrupts/interrupts.ts'
import { NOTHING_DIRECT } from '../../../../main/playlists/emissions.ts'
import { InlineRunners } from '../../../../main/playlists/inline-runners.ts'
import { Playlists } from '../../../../main/playlists/playlists.ts'
import { inOrder } from '../../../../main/order.ts'
import { Stage } from '../../../support/stage.ts'

export class AskingStage extends Stage {
  override readonly playlists: Playlists
  readonly interrupts: Interrupts

  constructor(connected = true) {
    super()
    const { clock } = this
    const { publish, subscribe, history } = this.dispatcher
    const interrupts = new Interrupts({ clock, publish })
    this.interrupts = interrupts
    this.playlists = new Playlists({
      clock,
      publish,
      hearInterrupts: inOrder(subscribe)('playlist interrupts'),
      hearTriggers: inOrder(subscribe)('playlist triggers'),
      createRunners: (listener) => new InlineRunners(clock, listener),
      direct: NOTHING_DIRECT,
      interrupts: connected ? interrupts : null,
      causeOf: (seq) => history.find(seq)?.cause ?? null,
      forgotten: (runId) => history.forgetRun(runId),
    })
  }

  /** Answers a question as a client does, and gives the `seq` of its command. */
  answer(interruptId: string, answer: unknown): number {
    const cause = this.emit('test.command')
    const answered = this.interrupts.answer(interruptId, answer, 'window:1', cause)
    if (!answered.ok) throw new Error(answered.error.what)
    this.settle()
    return cause
  }

  /** `runId from to` of every change of state, with the position where it holds or is moved. */
  states(): string[] {
    return this.of('run.stateChanged').map(
      ({ at, payload: { from, to, anchor } }) => `${at} ${from} ${to} ${anchor.position}`,
    )
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]()
    this.interrupts[Symbol.dispose]()
  }
}

/** A step that asks. */
export function ask(offset: number, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { offset, type: 'interrupt.raise', payload: { kind: 'confirmation', prompt: 'Ready?', ...fields } }
}
