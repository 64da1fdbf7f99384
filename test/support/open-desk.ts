// All of the screen's state over a scripted engine, on a clock that the test moves.
import { onTestFinished } from 'vitest'
import { Desk } from '../../renderer/state/desk.svelte.ts'
import { SimulatedClock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Fault } from '../../shared/base/result.ts'
import { ContractClient } from '../../shared/contract/client.ts'
import type { StreamName, StreamValues } from '../../shared/contract/streams.ts'
import { ScriptedPipe } from './scripted-pipe.ts'
import { SOME_PAGE } from './clients.ts'

export function openDesk() {
  const clock = new SimulatedClock()
  const pipe = new ScriptedPipe()
  const client = new ContractClient(pipe, clock, SOME_PAGE)
  const desk = new Desk(client, clock)
  const talking = pipe.keepTalking(clock)
  onTestFinished(() => {
    dispose(talking)
    // A command that is never answered would end as a notice after the notices have gone.
    for (const { id } of pipe.sentOf('command')) pipe.receive({ kind: 'answer', id, value: {} })
    dispose(desk)
    dispose(client)
  })
  pipe.greet()
  /** As whom the engine knows this page. */
  const own = 'me'
  desk.edits.own = own
  const tell = <S extends StreamName>(stream: S, value: StreamValues[S]): void =>
    pipe.receive({ kind: 'value', stream, value } as never)
  /** Commands that were sent, each with its arguments. */
  const sent = (): (readonly [string, unknown])[] =>
    pipe.sentOf('command').map(({ command, args }) => [command, args] as const)
  /** Answers the newest command, and lets what waits for it go on. */
  const settle = async (value: unknown): Promise<void> => {
    pipe.answer(value)
    await Promise.resolve().then(() => undefined)
  }
  const refuse = async (fault: Fault): Promise<void> => {
    pipe.receive({ kind: 'refused', id: pipe.sentOf('command').at(-1)!.id, fault })
    await Promise.resolve().then(() => undefined)
  }
  return { clock, own, pipe, desk, tell, sent, settle, refuse }
}
