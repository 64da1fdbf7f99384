import { describe, expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import { CoordinatorRig, PATH, show } from '../../../support/coordinator-rig.ts'

const LOCKED = fault('access/locked', PATH, 'the show is locked', 'unlock it first')
const FOH = { by: { id: 'tab 1', name: 'FOH tablet' }, cause: null }
const nameIn = (rig: CoordinatorRig): string => rig.coordinator.current().show.name

async function lockedRig(): Promise<CoordinatorRig> {
  const rig = new CoordinatorRig(show({ name: 'First' }))
  rig.save('second', show({ name: 'Second' }))
  rig.locked = LOCKED
  return await Promise.resolve(rig)
}

describe('while the show is locked', () => {
  test('a file that was changed is offered, is not taken, and can be when it is unlocked', async () => {
    await using rig = await lockedRig()
    expect(await rig.asked()).toEqual({ ok: false, error: LOCKED })
    expect(nameIn(rig)).toBe('First')
    expect(rig.coordinator.edits().offered).toMatchObject({ path: PATH, whileLocked: true })
    expect(rig.events.at(-1)?.payload).toMatchObject({
      state: 'offered',
      text: expect.stringContaining('the show is locked') as string,
    })
    expect(await rig.coordinator.takeOffered(FOH)).toEqual({ ok: false, error: LOCKED })
    rig.locked = null
    expect(await rig.coordinator.takeOffered(FOH)).toMatchObject({ ok: true })
    expect(nameIn(rig)).toBe('Second')
  })

  test('a reload that was asked for before the lock is offered', async () => {
    await using rig = await lockedRig()
    rig.locked = null
    rig.holding = true
    const asked = rig.asked()
    await rig.turns()
    rig.locked = LOCKED
    for (const go of rig.held) go()
    expect(await asked).toEqual({ ok: false, error: LOCKED })
    expect(nameIn(rig)).toBe('First')
    expect(rig.coordinator.edits().offered).toMatchObject({ whileLocked: true })
  })

  test('a show whose opening began before the lock is not opened, nor an empty one', async () => {
    await using rig = await lockedRig()
    rig.locked = null
    rig.holding = true
    const opening = rig.coordinator.open({ path: '/shows/second.show.json', discard: true }, FOH)
    await rig.turns()
    rig.locked = LOCKED
    for (const go of rig.held) go()
    expect((await opening).ok).toBe(false)
    expect(await rig.coordinator.empty({ discard: true }, FOH)).toEqual({ ok: false, error: LOCKED })
    expect(nameIn(rig)).toBe('First')
  })

  test('edits that are taken back leave the offer where it is', async () => {
    await using rig = await lockedRig()
    rig.locked = null
    const mutation = { edit: 'change', kind: 'show', set: { name: 'Edited' } }
    expect(rig.coordinator.edit({ mutation, seen: 1 }, FOH).ok).toBe(true)
    await rig.asked()
    rig.locked = LOCKED
    // As an undo that was asked for in the same instant.
    rig.coordinator.undo(FOH)
    await rig.turns()
    expect(nameIn(rig)).toBe('First')
    expect(rig.coordinator.edits().offered).not.toBe(null)
  })

  test('an edit that was made ready before the lock is refused', async () => {
    await using rig = await lockedRig()
    const mutation = { edit: 'change', kind: 'show', set: { name: 'Edited' } }
    expect(rig.coordinator.edit({ mutation, seen: 1 }, FOH)).toEqual({ ok: false, error: LOCKED })
    expect(nameIn(rig)).toBe('First')
  })

  test('what was edited before is saved', async () => {
    await using rig = new CoordinatorRig(show({ name: 'First' }))
    const mutation = { edit: 'change', kind: 'show', set: { name: 'Edited' } }
    rig.coordinator.edit({ mutation, seen: 1 }, FOH)
    rig.locked = LOCKED
    expect(await rig.coordinator.save(FOH)).toMatchObject({ ok: true, value: { path: PATH } })
  })
})
