import { describe, expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import { definitionOf } from '../../../../shared/contract/streams.ts'
import type { LearnView } from '../../../../shared/contract/streams.ts'
import type { CapturedControl } from '../../../../shared/model/input.ts'
import { paramDefinition } from '../../../../shared/model/param.ts'
import { openDesk } from '../../../support/open-desk.ts'

const input = (address: string, more: object = {}) => ({
  ...{ kind: 'value', match: { event: 'osc.received', address }, ...more },
})
const front = (...inputs: object[]) => paramDefinition.parse({ type: 'number', max: 10, inputs }) as never

const moments = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

function caught(address: string, trail: readonly number[] = [0.1, 0.4, 0.8]): CapturedControl {
  const payload = { address, types: 'f', args: [0.8] }
  return {
    ...{ family: 'osc', device: 'osc:main', deviceName: null, control: address, channel: null },
    ...{ kind: 'message', range: null, seen: { min: 0.1, max: 0.8 }, trail: [...trail] },
    event: { seq: 1, type: 'osc.received', source: 'osc:main', at: 0, payload },
    match: { event: 'osc.received', address },
  }
}

function openSheet() {
  const opened = openDesk()
  const { desk, tell, pipe } = opened
  const { bindings } = desk
  bindings.open('front', 'inputs')
  const comes = (generation: number, definition: object | null): void =>
    tell(definitionOf({ kind: 'param', id: 'front' }), { generation, definition: definition as never })
  comes(4, front(input('/a'), input('/b')))
  const learn = (view: LearnView): void =>
    tell('inputs', {
      ...{ devices: [], gestures: [], learn: view },
      recordings: { recording: null, replay: null, files: [], trouble: null },
    })
  const answer = async (value: unknown): Promise<void> => {
    pipe.answer(value)
    await moments()
  }
  /** A control is asked for, and this one is moved. */
  const learned = async (captured: CapturedControl, start: () => void): Promise<void> => {
    start()
    await answer({ endsAt: 15_000 })
    learn({ session: { by: { id: 'me', name: 'me' }, families: [], endsAt: 15_000 }, last: null })
    learn({ session: null, last: { at: 10_000, outcome: 'captured', captured } })
  }
  const edits = () => opened.sent().filter(([command]) => command === 'show.edit')
  return { ...opened, bindings, form: bindings.form, comes, learn, answer, learned, edits }
}

describe('the sheet of a parameter', () => {
  test('stays open once an edit was taken, and waits until it is told of it', async () => {
    const { form, comes, answer, edits } = openSheet()
    form.write('inputs.1.takeover', 'pickup')
    void form.commit('inputs.1')
    expect(edits().at(-1)).toMatchObject([
      'show.edit',
      { mutation: { set: { inputs: [{ takeover: 'jump' }, { takeover: 'pickup' }] } }, seen: 4 },
    ])
    await answer({ generation: 5, label: 'change inputs' })
    expect([form.ref?.id, form.phase, form.isTyped]).toEqual(['front', 'sending', false])
    comes(5, front(input('/a'), input('/b', { takeover: 'pickup' })))
    expect([form.phase, form.seen, form.changed]).toEqual(['ready', 5, null])
  })

  test('sends one binding at a time; what is typed for others stays', async () => {
    const { form, comes, answer, edits } = openSheet()
    form.write('inputs.0.smoothing', '200')
    form.write('inputs.1.curve', 'S')
    void form.commit('inputs.1')
    expect(edits()).toHaveLength(1)
    await answer({ generation: 5, label: 'change inputs' })
    comes(5, front(input('/a'), input('/b', { curve: 'S' })))
    expect([...form.typed]).toEqual([['inputs.0.smoothing', '200']])
    expect(form.conflicts.size).toBe(0)
  })

  test('what is typed goes with its control when somebody removes the one before it', () => {
    const { form, comes } = openSheet()
    form.write('inputs.1.curve', 'S')
    comes(5, front(input('/b')))
    expect([...form.typed]).toEqual([['inputs.0.curve', 'S']])
    expect(form.changed).toBe('the show has changed')
  })

  test('what somebody else changed in the same field waits for a choice, and is not overwritten', () => {
    const { form, comes, edits } = openSheet()
    form.write('inputs.1.curve', 'S')
    comes(5, front(input('/a'), input('/b', { curve: 'logarithmic' })))
    void form.commit('inputs.1')
    expect(edits()).toEqual([])
    expect([...form.conflicts]).toEqual(['inputs.1.curve'])
    form.keepMine('inputs.1.curve')
    void form.commit('inputs.1')
    expect(edits().at(-1)?.[1]).toMatchObject({ seen: 5 })
  })

  test('a refusal stands beside its field, and what was typed stays', async () => {
    const { form, refuse } = openSheet()
    form.write('inputs.1.smoothing', '70000')
    void form.commit('inputs.1')
    await refuse(
      fault(
        'edit/invalid',
        'change parameter front: inputs[1].smoothing',
        'must be at most 60000',
        'correct it',
      ),
    )
    await moments()
    expect(form.refusal?.path).toBe('inputs.1.smoothing')
    expect(form.typed.get('inputs.1.smoothing')).toBe('70000')
    form.write('inputs.1.from', '5 to 5')
    void form.commit('inputs.1')
    expect(form.refusal).toMatchObject({
      path: 'inputs.1.from',
      fault: { what: 'has no width: its ends must differ' },
    })
  })

  test('goes on under another name that it was given here', async () => {
    const { form, bindings, answer } = openSheet()
    form.write('id', 'house')
    void form.commitOnly(['id'])
    await answer({ generation: 5, label: 'rename' })
    expect(bindings.name).toBe('house')
  })

  test('goes by the name it had once a rename from here is undone, and says it is gone where it is', async () => {
    const { form, answer, tell } = openSheet()
    const named = (id: string, generation: number, definition: object | null): void =>
      tell(definitionOf({ kind: 'param', id }), { generation, definition: definition as never })
    void form.send({ edit: 'rename', kind: 'param', id: 'front', to: 'wash' })
    await answer({ generation: 5, label: 'rename' })
    named('wash', 5, front(input('/a')))
    expect([form.ref?.id, form.phase]).toEqual(['wash', 'ready'])
    named('wash', 6, null)
    named('front', 6, front(input('/a')))
    expect([form.ref?.id, form.phase]).toEqual(['front', 'ready'])
    // Done again, and then removed under both names.
    named('front', 7, null)
    named('wash', 7, front(input('/a')))
    expect([form.ref?.id, form.phase]).toEqual(['wash', 'ready'])
    named('wash', 8, null)
    named('front', 8, null)
    expect(form.refusal?.fault.code).toBe('show/unknown')
  })
})

describe('learning for a parameter', () => {
  test('asks that nothing moves it, and binds with one edit', async () => {
    const { bindings, sent, learned, edits, answer, comes } = openSheet()
    await learned(caught('/new'), () => bindings.learn.start({ for: 'input', place: null }, 'front'))
    expect(sent()).toContainEqual(['learn.start', { families: [], seconds: 15, param: 'front' }])
    expect([bindings.learn.guess?.kinds, bindings.chosen?.takeover]).toEqual([['value'], 'jump'])
    bindings.learn.pick({ takeover: 'pickup' })
    void bindings.bind(false)
    expect(edits()).toHaveLength(1)
    expect(edits()[0]?.[1]).toMatchObject({
      mutation: {
        edit: 'change',
        set: {
          inputs: [
            {},
            {},
            { kind: 'value', match: { event: 'osc.received', address: '/new' }, takeover: 'pickup' },
          ],
        },
      },
    })
    await answer({ generation: 5, label: 'change inputs' })
    comes(5, front(input('/a'), input('/b'), input('/new')))
    expect([bindings.learn.purpose, bindings.opened]).toEqual([null, { list: 'inputs', index: 2 }])
  })

  test('another control takes the place of one, whose settings stay', async () => {
    const { bindings, learned, edits, comes } = openSheet()
    comes(
      5,
      front(input('/a'), {
        ...input('/b', { curve: 'S', takeover: 'scale' }),
        match: { event: 'osc.received', address: '/b', while: 'shift' },
      }),
    )
    await learned(caught('/new'), () => bindings.learn.start({ for: 'input', place: 1 }, 'front'))
    void bindings.bind(false)
    expect(edits()[0]?.[1]).toMatchObject({
      mutation: {
        set: { inputs: [{}, { curve: 'S', takeover: 'scale', match: { address: '/new', while: 'shift' } }] },
      },
    })
  })

  test('ends when the sheet is closed, and when the engine is not reached', async () => {
    const { bindings, pipe, sent, answer, learn } = openSheet()
    const begin = async (): Promise<void> => {
      bindings.learn.start({ for: 'input', place: null }, 'front')
      await answer({ endsAt: 15_000 })
      learn({ session: { by: { id: 'me', name: 'me' }, families: [], endsAt: 15_000 }, last: null })
    }
    await begin()
    expect(bindings.learn.isListening).toBe(true)
    bindings.close()
    expect(sent().at(-1)).toEqual(['learn.cancel', {}])
    expect(bindings.learn.phase).toBe('idle')
    await answer({ cancelled: true })
    bindings.open('front')
    await begin()
    pipe.become('closed')
    expect(bindings.learn.phase).toBe('idle')
  })
})
