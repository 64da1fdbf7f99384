// What storing a scene asks of the owner of the show.
import { expect, test } from 'vitest'
import { sceneOwners } from '../../../main/scene-owners.ts'
import type { Scenes } from '../../../main/params/scenes.ts'
import { Params } from '../../../main/params/params.ts'
import { failed, fault, ok } from '../../../shared/base/result.ts'
import type { Editing } from '../../../main/editing.ts'
import { paramDefinition } from '../../../shared/model/param.ts'
import { sceneDefinition } from '../../../shared/model/scene.ts'
import { OPENING } from '../../../shared/model/show-change.ts'
import { OPERATOR } from '../../support/clients.ts'
import { committedParams } from '../../support/committed-params.ts'
import { Stage, scenesOf } from '../../support/stage.ts'

const number = paramDefinition.parse({ type: 'number', max: 100 })

class Desk extends Stage {
  readonly asked: unknown[] = []
  readonly params: Params
  readonly scenes: Scenes
  readonly #owners: ReturnType<typeof sceneOwners>
  refuses = false

  constructor() {
    super()
    const { clock, dispatcher } = this
    this.params = new Params({ clock, publish: dispatcher.publish, committed: committedParams() })
    const params = { front: number, back: number, side: number }
    const scenes = { blue: sceneDefinition.parse({ values: { back: 1 }, over: '2s', colour: '#0000ff' }) }
    this.scenes = scenesOf(this, this.params)
    this.params.take(params, OPENING)
    this.scenes.take({ params, scenes }, OPENING)
    const editing = {
      read: () => ok({ generation: 7, definition: {} }),
      edit: (request: unknown) => {
        this.asked.push(request)
        if (this.refuses) return failed(fault('edit/too-many', 'scene', 'one too many', 'remove one'))
        return ok({ generation: 8, label: 'store scene x' })
      },
    } as unknown as Editing
    this.#owners = sceneOwners({ scenes: this.scenes, editing })
  }

  override [Symbol.dispose](): void {
    this.scenes[Symbol.dispose]()
    this.params[Symbol.dispose]()
    super[Symbol.dispose]()
  }

  store(name: string, params?: string[], label?: string): unknown {
    return this.#owners['scene.store']({ name, params, label }, 1, OPERATOR, this.clock.now())
  }
}

const edits = (...list: object[]) => [
  { mutation: { edit: 'all', edits: list, label: expect.any(String) as string }, seen: 7 },
]

test('a new one has all parameters, as they are at that moment, also in the middle of a fade', () => {
  using desk = new Desk()
  desk.params.fade('front', { to: 100, over: 1000, curve: 'linear' }, OPERATOR, null)
  desk.clock.advanceTo(333)
  desk.params.set('side', 5, OPERATOR, null)
  expect(desk.store('x')).toMatchObject({ ok: true, value: { generation: 8, params: 3, added: true } })
  const values = { front: expect.closeTo(33.3, 9) as number, back: 0, side: 5 }
  expect(desk.asked).toEqual(edits({ edit: 'put', kind: 'scene', id: 'x', value: { values }, before: null }))
})

test('of one that is there the values of its parameters are others, and nothing else', () => {
  using desk = new Desk()
  desk.params.set('back', 9, OPERATOR, null)
  expect(desk.store('blue')).toMatchObject({ ok: true, value: { params: 1, added: false } })
  expect(desk.asked).toEqual(
    edits({ edit: 'change', kind: 'scene', id: 'blue', set: { values: { back: 9 } } }),
  )
})

test('it has the parameters that are named, in the order of the show', () => {
  using desk = new Desk()
  desk.store('blue', ['side', 'front'])
  expect(desk.asked).toEqual(
    edits({ edit: 'change', kind: 'scene', id: 'blue', set: { values: { front: 0, side: 0 } } }),
  )
})

test('a parameter that is not there, or an edit that is refused, stores nothing', () => {
  using desk = new Desk()
  expect(desk.store('x', ['nowhere'])).toMatchObject({ ok: false, error: { code: 'param/unknown' } })
  expect(desk.asked).toEqual([])
  desk.refuses = true
  expect(desk.store('x')).toMatchObject({ ok: false, error: { code: 'edit/too-many' } })
})

test('in a rehearsal none is stored', () => {
  using desk = new Desk()
  const owners = sceneOwners({ scenes: desk.scenes, editing: null })
  const answer = owners['scene.store']({ name: 'x' }, 1, OPERATOR, desk.clock.now())
  expect(answer).toMatchObject({ ok: false, error: { code: 'show/not-here' } })
})

test('a new one is called as it was asked to be, and one that is there as before', () => {
  using desk = new Desk()
  desk.store('deep-red', ['front'], 'Deep red')
  desk.store('blue', undefined, 'Other')
  const [added, over] = desk.asked as { mutation: { edits: object[]; label: string } }[]
  expect(added?.mutation).toMatchObject({
    edits: [{ edit: 'put', id: 'deep-red', value: { label: 'Deep red', values: { front: 0 } } }],
    label: 'store scene Deep red',
  })
  expect(over?.mutation.edits).toEqual([
    { edit: 'change', kind: 'scene', id: 'blue', set: { values: { back: 0 } } },
  ])
})
