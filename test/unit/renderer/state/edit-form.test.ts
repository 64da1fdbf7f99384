import { describe, expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import type { EditsView, HistoryEntry } from '../../../../shared/contract/edits-view.ts'
import type { FormRef } from '../../../../renderer/lib/edit-fields.ts'
import { definitionOf } from '../../../../shared/contract/streams.ts'
import { openDesk } from '../../../support/open-desk.ts'
import { UNEDITED } from '../../../support/unedited.ts'

const CHASE: FormRef = { kind: 'playlist', id: 'chase' }
const definition = (more: object = {}) => ({
  ...{ id: 'chase', name: 'Chase', colour: '#3d8bfd', retrigger: 'restart', tempo: 1, metadata: {} },
  ...more,
})
const by = (name: string, label: string, generation: number): HistoryEntry => ({
  ...{ id: generation, label, by: { id: name, name }, generation, isUndone: false, time: 0 },
})
const view = (generation: number, ...history: HistoryEntry[]): EditsView => ({
  ...{ ...UNEDITED, generation, isEdited: true, history },
})
const moments = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve()
}

function openForm() {
  const opened = openDesk()
  const { desk, tell, pipe } = opened
  tell('edits', view(4))
  desk.form.open(CHASE)
  /** What the engine has open for the form is this now. */
  const comes = (generation: number, of: Record<string, unknown> | null): void =>
    tell(definitionOf(desk.form.ref!), { generation, definition: of })
  /** Answers the newest command, and lets all that follows from it go on. */
  const answer = async (value: unknown): Promise<void> => {
    pipe.answer(value)
    await moments()
  }
  const refuse = async (code: string, where: string, what: string): Promise<void> => {
    await opened.refuse(fault(code, where, what, 'look again'))
    await moments()
  }
  comes(4, definition())
  const { form } = desk
  const field = (path: string) => {
    const spec = form.specs.find((each) => each.path === path)!
    return { text: form.text(spec), standing: form.standing(spec) }
  }
  return { ...opened, form, field, comes, answer, refuse }
}

describe('a form', () => {
  test('is filled from what the engine says, and sends what was seen with the edit', async () => {
    const { form, field, sent, answer } = openForm()
    expect(field('name')).toEqual({ text: 'Chase', standing: 'Chase' })
    form.write('name', 'Run')
    expect(field('name')).toEqual({ text: 'Run', standing: 'Chase' })
    void form.commit()
    expect(form.phase).toBe('sending')
    expect(sent().at(-1)).toEqual([
      'show.edit',
      {
        mutation: { edit: 'change', kind: 'playlist', id: 'chase', set: { name: 'Run' }, unset: [] },
        seen: 4,
      },
    ])
    await answer({ generation: 5, label: 'change name of playlist Chase' })
    expect(form.ref).toBe(null)
  })

  test('asks before it deletes, for each thing and each time anew', () => {
    const { form, desk, comes } = openForm()
    let deleted = 0
    const click = () => desk.secondClick.click(form.deletion, () => (deleted += 1))
    const asks = () => desk.secondClick.asked === form.deletion
    click()
    expect(asks()).toBe(true)
    form.close()
    form.open({ kind: 'playlist', id: 'blackout' })
    comes(4, definition({ id: 'blackout' }))
    expect(asks()).toBe(false)
    click()
    expect(asks()).toBe(true)
    form.close()
    form.open({ kind: 'playlist', id: 'blackout' })
    comes(4, definition({ id: 'blackout' }))
    expect(asks()).toBe(false)
    expect(deleted).toBe(0)
    desk.secondClick.forget()
  })

  test('sends nothing where nothing is changed, and closes', async () => {
    const { form, sent } = openForm()
    form.write('name', 'Run')
    form.write('name', 'Chase')
    await form.commit()
    expect(form.ref).toBe(null)
    expect(sent()).toEqual([])
  })

  test('keeps what was typed, and says beside the field why it is refused', async () => {
    const { form, field, refuse } = openForm()
    form.write('colour', '#12345')
    void form.commit()
    await refuse('edit/invalid', 'playlist chase: colour', 'must be # and six hex digits')
    expect(form.refusal).toMatchObject({ path: 'colour', fault: { what: 'must be # and six hex digits' } })
    expect(field('colour').text).toBe('#12345')
    expect(form.phase).toBe('ready')
    form.write('colour', '#123456')
    expect(form.refusal).toBe(null)
  })

  test('closes by a choice, and has what was typed again when the same thing is opened next', () => {
    const { form, field, comes } = openForm()
    form.write('name', 'Run')
    form.close()
    expect(form.ref).toBe(null)
    form.open(CHASE)
    comes(4, definition())
    expect(field('name').text).toBe('Run')
    form.close()
    form.open({ kind: 'playlist', id: 'other' })
    comes(4, definition({ id: 'other' }))
    expect(field('name').text).toBe('Chase')
  })

  test('removes its thing', async () => {
    const { form, sent, answer } = openForm()
    void form.remove()
    expect(sent().at(-1)).toEqual([
      'show.edit',
      { mutation: { edit: 'remove', kind: 'playlist', id: 'chase' }, seen: 4 },
    ])
    await answer({ generation: 5, label: 'remove playlist Chase' })
    expect(form.ref).toBe(null)
  })
})

describe('a form whose thing somebody else changes', () => {
  test('follows in the fields that nobody typed in, and asks in those that somebody did', async () => {
    const { form, field, tell, sent, comes } = openForm()
    form.write('name', 'Run')
    tell('edits', view(5, by('FOH tablet', 'change 2 fields of playlist Chase', 5)))
    comes(5, definition({ name: 'Hunt', colour: '#ffffff' }))
    expect(form.changed).toBe('FOH tablet: change 2 fields of playlist Chase')
    expect(field('colour').text).toBe('#ffffff')
    expect(field('name')).toEqual({ text: 'Run', standing: 'Hunt' })
    expect([...form.conflicts]).toEqual(['name'])
    await form.commit()
    expect(sent()).toEqual([])
    form.keepMine('name')
    void form.commit()
    expect(sent().at(-1)).toMatchObject(['show.edit', { seen: 5, mutation: { set: { name: 'Run' } } }])
  })

  test('takes theirs where that is the choice', () => {
    const { form, field, tell, comes } = openForm()
    form.write('name', 'Run')
    tell('edits', view(5, by('FOH tablet', 'change name of playlist Chase', 5)))
    comes(5, definition({ name: 'Hunt' }))
    form.putBack('name')
    expect(field('name').text).toBe('Hunt')
    expect(form.conflicts.size).toBe(0)
  })

  test('says nothing where another thing was changed, and asks for nothing', () => {
    const { form, tell, sent } = openForm()
    form.write('name', 'Run')
    tell('edits', view(5, by('FOH tablet', 'change name of rule Greet', 5)))
    expect([form.changed, form.seen, form.conflicts.size, sent()]).toEqual([null, 4, 0, []])
  })

  test('says who it was as soon as that is heard of', () => {
    const { form, tell, comes } = openForm()
    comes(5, definition({ name: 'Hunt' }))
    expect(form.changed).toBe('the show has changed')
    const others = by('Stage', 'change name of rule Greet', 6)
    tell('edits', view(6, others, by('FOH tablet', 'change name of playlist Chase', 5)))
    expect(form.changed).toBe('FOH tablet: change name of playlist Chase')
  })

  test('is judged by what it was made from while it is on its way, and meets theirs when it is refused', async () => {
    const { form, comes, refuse } = openForm()
    form.write('name', 'Run')
    void form.commit()
    comes(5, definition({ name: 'Hunt' }))
    expect([form.seen, form.conflicts.size]).toEqual([4, 0])
    await refuse('edit/stale', 'playlist chase: name', 'it was changed since by FOH tablet')
    expect(form.seen).toBe(5)
    expect([...form.conflicts]).toEqual(['name'])
    expect(form.refusal).toMatchObject({ path: 'name' })
  })

  test('follows its thing to the name that somebody else gave it, with what was typed', () => {
    const { desk, form, field, tell, comes } = openForm()
    form.write('name', 'Mine')
    tell(definitionOf(CHASE), { generation: 5, definition: null, present: { id: 'run' } })
    expect(desk.form.ref).toEqual({ kind: 'playlist', id: 'run' })
    comes(5, definition({ id: 'run' }))
    expect(form.phase).toBe('ready')
    expect(field('name')).toEqual({ text: 'Mine', standing: 'Chase' })
  })

  test('keeps what was typed where the thing is gone, and sends nothing more', async () => {
    const { form, comes, sent } = openForm()
    form.write('name', 'Run')
    comes(5, null)
    expect(form.phase).toBe('gone')
    expect(form.refusal).toMatchObject({ path: null, fault: { what: 'the show has no playlist chase' } })
    expect(form.typed.get('name')).toBe('Run')
    const before = sent().length
    await form.commit()
    await form.remove()
    expect(sent()).toHaveLength(before)
  })
})

describe('an edit that is not answered', () => {
  test('may or may not have acted, and its form stands with what was typed', async () => {
    const { clock, form, field } = openForm()
    form.write('name', 'Run')
    void form.commit()
    clock.advanceTo(6_000)
    await moments()
    expect(form.refusal?.fault.what).toContain('may or may not have acted')
    expect(field('name').text).toBe('Run')
    expect(form.phase).toBe('ready')
  })

  test('is over when its answer comes after all', async () => {
    const { clock, form, pipe } = openForm()
    form.write('name', 'Run')
    void form.commit()
    clock.advanceTo(6_000)
    await moments()
    pipe.answer({ generation: 5, label: 'change name of playlist Chase' })
    expect(form.ref).toBe(null)
  })

  test('is over when the show turns out to hold it', async () => {
    const { desk, form, pipe, tell, comes } = openForm()
    form.write('name', 'Run')
    void form.commit()
    pipe.become('closed')
    await moments()
    expect(form.refusal?.fault.what).toContain('may or may not have acted')
    pipe.greet()
    tell('edits', view(5, by('me', 'change name of playlist Chase', 5)))
    comes(5, definition({ name: 'Run' }))
    expect(form.ref).toBe(null)
    expect(desk.notices.shown[0]?.fault.what).toContain('was carried out')
  })
})
