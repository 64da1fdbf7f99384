// What people do at a desk, each with what the model says of it.
import { expect } from 'vitest'
import { isAnother } from '../../main/coordinator/edits-between.ts'
import { Versions } from '../../main/store/versions.ts'
import { parseShow } from '../../main/build/parse-show.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { FOH } from '../support/kept-booth.ts'
import { renamed } from './desk-model.ts'
import type { Desk, Model } from './desk-model.ts'

export function edit(model: Model, desk: Desk, id: string): void {
  const name = `Name ${(model.names += 1)}`
  expect(desk.booth.rename(name, id)).toMatchObject({ ok: true })
  model.did(renamed(model.now.show, id, name))
  noted(model, desk)
}

export function turn(model: Model, desk: Desk, way: 'undo' | 'redo'): void {
  const turned = desk.coordinator[way](FOH)
  if (model.isMixed) {
    model.now = { ...model.now, show: desk.coordinator.current().show }
    model.isTouched = true
  } else if (turned.ok) model[way === 'undo' ? 'undid' : 'redid']()
  else {
    expect(turned.error.code).toBe('edit/nothing')
    expect(model.now[way === 'undo' ? 'past' : 'future']).toEqual([])
  }
  noted(model, desk)
}

/** At once, before anything else may have come of it. */
function noted(model: Model, desk: Desk): void {
  model.states.set(desk.coordinator.current().generation, model.now)
}

/** Where no edit is left that could be lost, what the file holds is taken. */
export async function settles(model: Model, desk: Desk): Promise<void> {
  await desk.booth.passes(100)
  const theirs = model.pending?.show ?? null
  if (theirs !== null && !model.isEdited && !model.isLocked) model.becomes(theirs)
}

export async function save(model: Model, desk: Desk): Promise<void> {
  const saved = await desk.coordinator.save(FOH)
  const { pending, keepsMine } = model
  if (pending === null || keepsMine || pending.isGone) {
    expect(saved).toMatchObject({ ok: true })
    model.saves(model.path)
    return
  }
  expect(saved).toMatchObject({ ok: false, error: { code: 'save/changed-outside' } })
  // By that the file is looked at once more.
  await settles(model, desk)
}

export async function saveAs(model: Model, desk: Desk, path: string): Promise<void> {
  const there = desk.booth.disk.files.get(path)
  const saved = await desk.coordinator.saveAs({ path, replace: true }, FOH)
  if (there?.length === 0) expect(saved).toMatchObject({ ok: false, error: { code: 'save/not-a-show' } })
  else {
    expect(saved).toMatchObject({ ok: true })
    model.saves(path)
  }
}

export async function open(model: Model, desk: Desk, path: string): Promise<void> {
  const opened = await desk.coordinator.open({ path, discard: true }, FOH)
  const show = desk.showIn(path)
  expect(opened.ok).toBe(show !== null && !model.isLocked)
  if (opened.ok && show !== null) model.opens(path, { show, past: [], future: [] }, show)
}

/** What versions of the file there are, as shows; null for one that is none. */
async function versionsOf(
  model: Model,
  desk: Desk,
): Promise<readonly { readonly id: number; readonly show: ShowFile | null }[]> {
  const { disk: system, clock } = desk.booth
  const versions = new Versions({ folder: '/data/versions', system, clock })
  const listed = await versions.list(model.path)
  if (!listed.ok) throw new Error(listed.error.what)
  return Promise.all(
    listed.value.map(async ({ seq: id }) => {
      const read = await versions.read(model.path, id)
      if (!read.ok) throw new Error(read.error.what)
      const parsed = parseShow(read.value.bytes, model.path)
      return { id, show: parsed.ok ? parsed.value : null }
    }),
  )
}

export async function restore(model: Model, desk: Desk, which: number): Promise<void> {
  const all = await versionsOf(model, desk)
  const version = all[which % Math.max(1, all.length)]
  if (version === undefined) return
  const restored = await desk.coordinator.restoreVersion({ version: version.id }, FOH)
  expect(restored.ok, 'a version that is a show is restored').toBe(version.show !== null && !model.isLocked)
  if (!restored.ok || version.show === null) return
  expect(restored.value.changed).toBe(isAnother(model.now.show, version.show))
  if (restored.value.changed) model.did(version.show)
}

export type Outside = 'another show' | 'torn' | 'empty' | 'gone'

/** Somebody else changes the file. */
export async function outside(model: Model, desk: Desk, what: Outside, base: object): Promise<void> {
  const number = (model.names += 1)
  const text = textOf(what, number, base)
  const there = desk.booth.disk.files.get(model.path)?.toString()
  // Whoever writes over what somebody else wrote has lost it himself.
  if (there !== undefined) model.theirs.delete(there)
  if (text !== null && text !== '') model.theirs.add(text)
  desk.booth.outside(model.path, text === null ? null : Buffer.from(text))
  if (text !== null && text === there) return
  model.pending = { show: desk.showIn(model.path), isGone: text === null }
  model.keepsMine = false
  await settles(model, desk)
}

function textOf(what: Outside, number: number, base: object): string | null {
  if (what === 'gone') return null
  if (what === 'empty') return ''
  if (what === 'torn') return `{"version":1,"name":"Torn ${number}`
  return JSON.stringify(base).replace('"name":"a"', `"name":"Theirs ${number}"`)
}

export async function take(model: Model, desk: Desk): Promise<void> {
  const taken = await desk.coordinator.takeOffered(FOH)
  const theirs = model.pending?.show ?? null
  expect(taken.ok).toBe(theirs !== null && !model.isLocked)
  if (!taken.ok || theirs === null) return
  model.did(theirs)
  model.saved = theirs
  model.pending = null
  model.keepsMine = false
}

export function keepMine(model: Model, desk: Desk): void {
  const kept = desk.coordinator.keepMine(FOH)
  const { pending } = model
  expect(kept.ok).toBe(pending !== null && !pending.isGone)
  if (!kept.ok || pending === null) return
  model.keepsMine = true
  if (pending.show === null) return
  model.saved = pending.show
  model.pending = null
}

/** Long enough for autosave. */
export async function wait(model: Model, desk: Desk): Promise<void> {
  await desk.booth.passes(31_000)
  const { autosaves, isTouched, isEdited, pending, saved, keepsMine, path } = model
  if (autosaves && isTouched && isEdited && pending === null && saved !== null && !keepsMine)
    model.saves(path)
  model.isTouched = false
}
