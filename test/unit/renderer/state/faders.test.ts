import { describe, expect, test } from 'vitest'
import type { NamedParam, ShowView } from '../../../../shared/contract/streams.ts'
import type { ParamView } from '../../../../shared/model/param.ts'
import { OPEN_ACCESS } from '../../../support/open-access.ts'
import { openDesk } from '../../../support/open-desk.ts'
import { emptyShow } from '../../../support/fake-show.ts'

const PARAMS: readonly NamedParam[] = [
  { name: 'front', type: 'number', min: 0, max: 1, unit: '' },
  { name: 'back', type: 'number', min: 0, max: 1, unit: '' },
  { name: 'haze', type: 'boolean', default: false },
]
const PAGES: ShowView['pages'] = [
  { id: 'lights', name: 'Lights', params: ['front', 'back'], size: 'large' },
  { id: 'air', name: 'Air', params: ['haze'], size: 'medium' },
]
const stands = (name: string, value: ParamView['value'], fields: Partial<ParamView> = {}): ParamView => ({
  ...{ name, value, committed: value, moving: false, by: null, changedAt: null, refused: null, fade: null },
  ...fields,
})

function setUp(pages = PAGES) {
  const open = openDesk()
  const leave = open.desk.faders.params.watch()
  open.tell('access', OPEN_ACCESS)
  open.tell('show', { ...emptyShow, params: PARAMS, pages })
  const at = (...params: readonly ParamView[]): void => open.tell('params', { params, layers: [] })
  at(stands('front', 0.25), stands('back', 0), stands('haze', false))
  return { ...open, faders: open.desk.faders, scenes: open.desk.scenes, leave, at }
}

describe('faders', () => {
  test('are looked at by page, by number and one by one, and the one that is gone gives way to the first', () => {
    const { faders, tell } = setUp()
    expect([faders.tab.name, faders.size]).toEqual(['Lights', 'large'])
    faders.openNumber(2)
    expect(faders.tab.name).toBe('Air')
    faders.openBy(1)
    expect(faders.tab.name).toBe('All')
    faders.openNumber(9)
    expect(faders.tab.name).toBe('All')
    faders.openNumber(2)
    tell('show', { ...emptyShow, params: PARAMS, pages: PAGES.slice(0, 1) })
    expect(faders.tab.name).toBe('Lights')
  })

  test('stay where the hand has them until they are seen there, or a moment is over', async () => {
    const { clock, faders, settle, at, sent } = setUp()
    faders.set('front', 0.5)
    expect(sent().at(-1)).toEqual(['param.set', { name: 'front', value: 0.5 }])
    await settle({ value: 0.5 })
    expect(faders.valueOf('front')).toBe(0.5)
    at(stands('front', 0.4), stands('back', 0), stands('haze', false))
    expect(faders.valueOf('front')).toBe(0.5)
    at(stands('front', 0.5), stands('back', 0), stands('haze', false))
    expect(faders.moves.held.size).toBe(0)
    faders.set('back', 0.1)
    await settle({ value: 0.1 })
    clock.advanceBy(300)
    expect(faders.valueOf('back')).toBe(0)
  })

  test('end with what was sent where the hand is lost', async () => {
    const { faders, settle, sent } = setUp()
    faders.set('front', 0.3)
    faders.set('front', 0.6)
    faders.moves.cut('front')
    await settle({ value: 0.3 })
    expect(sent().filter(([command]) => command === 'param.set')).toEqual([
      ['param.set', { name: 'front', value: 0.3 }],
    ])
    expect(faders.valueOf('front')).toBe(0.25)
  })

  test('do not move, and say why, while the engine does not answer', () => {
    const { clock, faders, pipe, sent } = setUp()
    pipe.fallSilent()
    clock.advanceBy(5000)
    expect(faders.stuck).toBe('The engine does not answer: faders stand where it was last heard of')
    const before = sent().length
    faders.set('front', 0.9)
    faders.reset(PARAMS[0]!)
    expect([sent().length, faders.valueOf('front')]).toEqual([before, 0.25])
  })

  test('that fade stand where they are by the engine’s clock, also between two times that it tells of them', () => {
    const { clock, desk, faders, at } = setUp()
    const now = desk.connection.engineNow()
    const fade = { from: 0, to: 1, startedAt: now, endsAt: now + 1000, curve: 'linear', by: 'cue 1' } as const
    at(stands('front', 0, { fade, moving: true }), stands('back', 0), stands('haze', false))
    clock.advanceBy(250)
    expect(faders.shown('front').value).toBeCloseTo(0.25)
    clock.advanceBy(250)
    expect(faders.shown('front')).toMatchObject({ value: 0.5, lasts: 0.5 })
    faders.set('front', 0.1)
    expect(faders.shown('front')).toEqual({ value: 0.1, lasts: Infinity })
  })

  test('of which one moves are read a few times a second, and drawn each time', () => {
    const { clock, desk, at } = setUp()
    const moved: string[] = []
    using _ = desk.params.onMoved((name) => moved.push(name))
    const move = (value: number): void =>
      at(stands('front', value, { moving: true, by: 'FOH' }), stands('back', 0), stands('haze', false))
    for (const value of [0.3, 0.4, 0.5]) move(value)
    expect(moved.filter((name) => name === 'front')).toHaveLength(3)
    expect([desk.params.standing('front')?.value, desk.params.latest('front')?.value]).toEqual([0.3, 0.5])
    clock.advanceBy(200)
    expect(desk.params.standing('front')?.value).toBe(0.5)
    at(stands('front', 0.6, { by: 'FOH' }), stands('back', 0), stands('haze', false))
    expect(desk.params.standing('front')?.value).toBe(0.6)
  })

  test('are put in order by one edit each, while nothing of them moves', () => {
    const { faders, sent } = setUp()
    faders.arrange()
    const before = sent().length
    faders.set('front', 1)
    expect(sent()).toHaveLength(before)
    faders.moveBy('front', 1)
    faders.moveBefore('back', 'front')
    faders.moveBy('back', 1)
    faders.switchOnPage('haze')
    faders.sizePage('large')
    faders.sizePage('small')
    faders.renamePage('  Lamps ')
    faders.movePage(1)
    const edits = sent()
      .slice(before)
      .map(([, args]) => (args as { mutation: object }).mutation)
    const params = (names: readonly string[], label: string) => ({
      ...{ edit: 'all', label },
      edits: [{ edit: 'change', kind: 'page', id: 'lights', set: { params: names } }],
    })
    expect(edits).toEqual([
      params(['back', 'front'], 'move front on Lights'),
      params(['back', 'front'], 'move back on Lights'),
      params(['front', 'back', 'haze'], 'put haze on Lights'),
      { edit: 'change', kind: 'page', id: 'lights', set: { size: 'small' } },
      { edit: 'change', kind: 'page', id: 'lights', set: { name: 'Lamps' } },
      { edit: 'move', kind: 'page', ids: ['lights'], before: null },
    ])
  })

  test('are not put in order in a show that is locked, which ends it', () => {
    const { faders, tell, sent } = setUp()
    faders.arrange()
    expect(faders.arranging).toBe(true)
    tell('access', { ...OPEN_ACCESS, locked: { by: 'FOH', at: 0 } })
    expect([faders.arranging, faders.stuck]).toEqual([false, null])
    const before = sent().length
    faders.switchOnPage('haze')
    faders.arrange()
    expect([faders.arranging, sent().length]).toEqual([false, before])
  })

  test('are typed, and what is none of their values is said', () => {
    const { faders, sent } = setUp()
    faders.type('front')
    expect(faders.typed(PARAMS[0]!, '2')).toEqual({ ok: false, error: 'must be a number from 0 to 1' })
    expect(faders.typing).toBe('front')
    expect(faders.typed(PARAMS[0]!, '0,7')).toEqual({ ok: true, value: 0.7 })
    expect(faders.typing).toBe(null)
    expect(sent().at(-1)).toEqual(['param.set', { name: 'front', value: 0.7 }])
  })
})

describe('scenes', () => {
  const scene = (name: string) => ({
    ...{ name, label: name, colour: null, note: '', params: 2, over: 0, controls: 0, recalled: null },
  })
  const withScenes = () => {
    const open = setUp()
    open.scenes.watch()
    open.tell('scenes', { scenes: [scene('warm'), scene('cold')], last: null })
    return open
  }

  test('are recalled over the time that is set, for the faders that are chosen', () => {
    const { scenes, faders, sent } = withScenes()
    scenes.recall('warm')
    expect(sent().at(-1)).toEqual(['scene.recall', { name: 'warm' }])
    expect(scenes.typed('1:30')).toBe(true)
    faders.choose('front')
    scenes.recallNumber(2)
    expect(sent().at(-1)).toEqual(['scene.recall', { name: 'cold', over: 90_000, mask: ['front'] }])
    expect(scenes.typed('soon')).toBe(false)
    scenes.over = null
    scenes.nextTime()
    expect(scenes.over).toBe(0)
  })

  test('that are there are stored over only by a press that is held', async () => {
    const { clock, scenes, sent, settle } = withScenes()
    expect(scenes.storeNew('warm')).toBe('warm is there already: hold it to store over it')
    scenes.hold('warm')
    clock.advanceBy(499)
    scenes.letGo()
    clock.advanceBy(1000)
    expect(sent().some(([command]) => command === 'scene.store')).toBe(false)
    scenes.storing = true
    scenes.hold('warm')
    clock.advanceBy(500)
    expect(sent().at(-1)).toEqual(['scene.store', { name: 'warm' }])
    await settle({ generation: 2, label: 'x', params: 2, added: false })
    expect([scenes.storing, scenes.holding]).toEqual([false, null])
  })

  test('have names of any letters, and are told apart at addresses by what is left of these there', () => {
    const { scenes, sent } = withScenes()
    for (const typed of [' deep  blue ', 'Überblendung', '夜の森', 'warm?'])
      expect(scenes.storeNew(typed)).toBe(null)
    expect(sent().slice(-4)).toEqual([
      ['scene.store', { name: 'deep-blue', label: 'deep blue' }],
      ['scene.store', { name: 'Uberblendung', label: 'Überblendung' }],
      ['scene.store', { name: 'scene', label: '夜の森' }],
      ['scene.store', { name: 'warm-2', label: 'warm?' }],
    ])
  })

  test('are called otherwise on the screen alone, where the show may be edited', () => {
    const { scenes, sent, tell } = withScenes()
    scenes.name('cold')
    expect(scenes.naming).toBe('cold')
    scenes.rename('cold', ' Kaltes Licht ')
    const change = { edit: 'change', kind: 'scene', id: 'cold' }
    expect(scenes.naming).toBe(null)
    expect(sent().at(-1)).toMatchObject([
      'show.edit',
      { mutation: { ...change, set: { label: 'Kaltes Licht' } } },
    ])
    tell('scenes', { scenes: [scene('warm'), { ...scene('cold'), label: 'Kaltes Licht' }], last: null })
    scenes.rename('cold', 'cold')
    expect(sent().at(-1)).toMatchObject(['show.edit', { mutation: { ...change, unset: ['label'] } }])
    const before = sent().length
    scenes.rename('cold', '  ')
    expect(sent().length).toBe(before)
  })

  test('a digit after the key for it recalls one, and a moment later opens a page again', () => {
    const { clock, scenes } = withScenes()
    scenes.awaitDigit()
    expect(scenes.awaitsDigit).toBe(true)
    clock.advanceBy(3000)
    expect(scenes.awaitsDigit).toBe(false)
  })

  test('a new page is named, and no other in its place while it is on its way', () => {
    const { desk, faders, tell } = setUp()
    faders.addPage('New page')
    expect([faders.tab.name, faders.naming, desk.comingField.takes(' ')]).toEqual(['Lights', false, true])
    const made = { id: 'new-page', name: 'New page', params: [], size: 'medium' as const }
    tell('show', { ...emptyShow, params: PARAMS, pages: [...PAGES, made] })
    expect([faders.tab.name, faders.naming]).toEqual(['New page', true])
    // The address has it as well by now.
    faders.open('page:new-page')
    expect(faders.naming).toBe(true)
    faders.renamePage('Eve')
    expect(faders.naming).toBe(false)
  })

  test('one that was clicked to be looked into does not hold scenes to it, and a choice of several stays', () => {
    const { faders } = setUp()
    faders.choose('front')
    faders.letGoOf('front')
    expect([...faders.chosen]).toEqual([])
    faders.choose('front')
    faders.choose('back')
    faders.letGoOf('front')
    expect([...faders.chosen]).toEqual(['front', 'back'])
  })
})
