import { describe, expect, test } from 'vitest'
import { failed, fault } from '../../../../shared/base/result.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { Access } from '../../../../main/access/access.ts'
import type { Client } from '../../../../shared/model/client.ts'
import type { EventDraft } from '../../../../shared/model/event.ts'
import { memoryStore, openAccess, quickPins } from '../../../support/open-access.ts'

const page = (id: string, address: string | null = '192.168.1.20'): Client => ({
  ...{ id, name: id, way: address === null ? 'window' : 'web', source: `web:${id}`, address },
})
const FOH = page('FOH')
const BOOTH = page('booth', '192.168.1.21')
const HERE = page('here', null)

async function opened(options: Parameters<typeof openAccess>[1] = {}) {
  const clock = new SimulatedClock(0, 1_700_000_000_000)
  const events: string[] = []
  const publish = ({ type, payload }: EventDraft) => events.push(`${type} ${JSON.stringify(payload)}`)
  const store = memoryStore()
  const access = await openAccess(clock, { store, publish, ...options })
  return { clock, events, access, store }
}

const codeOf = (result: { readonly ok: boolean; readonly error?: unknown }): unknown =>
  (result.error as { code?: unknown } | undefined)?.code ?? 'ok'

describe('the lock', () => {
  test('bars edits at once, says who and when, and is on the disk before it is answered', async () => {
    const { access, store } = await opened()
    expect(access.refusal('show.edit', 'editor', FOH)).toBe(null)
    const locking = access.lock(FOH, null)
    expect(access.refusal('show.edit', 'editor', BOOTH)?.code).toBe('access/locked')
    expect(store.text).toBe(null)
    expect(await locking).toEqual({ ok: true, value: { locked: true, kept: true } })
    expect(store.text).toContain('"by": "FOH (192.168.1.20)"')
    expect(access.refusal('show.edit', 'editor', BOOTH)?.what).toMatch(
      /^the show is locked, by FOH \(192\.168\.1\.20\) since 20\d\d-\d\d-\d\d \d\d:\d\d$/,
    )
    expect(access.refusal('show.go', 'operator', BOOTH)).toBe(null)
    expect(access.read(BOOTH)).toMatchObject({ role: 'operator', unlockedRole: 'editor' })
  })

  test('holds after a restart, and whoever finds it so unlocks it without a PIN where none is set', async () => {
    const { access, store, clock } = await opened()
    await access.lock(FOH, null)
    const again = await openAccess(clock, { store })
    expect(again.view().locked).toMatchObject({ by: 'FOH (192.168.1.20)' })
    expect(await again.unlock({}, BOOTH, null)).toEqual({ ok: true, value: { locked: false, kept: true } })
    expect((await openAccess(clock, { store })).view().locked).toBe(null)
  })

  test('a double click locks once, by whom it was first, and both are answered when it is kept', async () => {
    const { access, events } = await opened()
    const answers = await Promise.all([access.lock(FOH, null), access.lock(BOOTH, null)])
    expect(answers.map(({ ok }) => ok)).toEqual([true, true])
    expect(events).toEqual(['access.locked {"by":"FOH","kept":true}'])
  })

  test('unlocked from two pages at once it is unlocked once', async () => {
    const { access, events } = await opened()
    await access.setPin({ pin: '4711' }, FOH, null)
    await access.lock(FOH, null)
    events.length = 0
    const answers = await Promise.all([
      access.unlock({ pin: '4711' }, FOH, null),
      access.unlock({ pin: '4711' }, BOOTH, null),
    ])
    expect(answers.map(codeOf)).toEqual(['ok', 'ok'])
    expect(events).toEqual(['access.unlocked {"by":"FOH","kept":true}'])
  })

  test('who locks while somebody is unlocking has it locked', async () => {
    const { access } = await opened()
    await access.setPin({ pin: '4711' }, FOH, null)
    await access.lock(FOH, null)
    const unlocking = access.unlock({ pin: '4711' }, FOH, null)
    const locking = access.lock(BOOTH, null)
    expect([codeOf(await unlocking), codeOf(await locking)]).toEqual(['access/locked-again', 'ok'])
    expect(access.view().locked).not.toBe(null)
  })

  test('that the disk does not take holds all the same, and says that it is not kept', async () => {
    const { access, store, events } = await opened()
    store.refuses = failed(fault('access/not-kept', store.path, 'the disk is full', 'make room'))
    expect(await access.lock(FOH, null)).toEqual({ ok: true, value: { locked: true, kept: false } })
    expect(access.refusal('show.edit', 'editor', FOH)?.code).toBe('access/locked')
    expect(access.view().trouble?.what).toBe('the disk is full')
    expect(events).toEqual(['access.locked {"by":"FOH","kept":false}'])
    store.refuses = null
    expect(await access.unlock({}, FOH, null)).toEqual({ ok: true, value: { locked: false, kept: true } })
    expect(access.view().trouble).toBe(null)
  })
})

describe('what is kept', () => {
  test.each([
    ['no JSON', '{"version": 1'],
    ['empty', ''],
    ['of a later version', '{"version": 2}'],
    ['with a role that is none', '{"version": 1, "roles": {"http": "admin"}}'],
    ['with a hash that would take the memory of the computer', hashOf(2 ** 30)],
  ])('where it is %s the engine plays, is locked, and says so', async (_, text) => {
    const store = memoryStore(text)
    const { access } = await opened({ store })
    expect(access.refusal('show.go', 'operator', FOH)).toBe(null)
    expect(access.refusal('show.edit', 'editor', HERE)?.code).toBe('access/locked')
    expect(access.view().trouble?.next).toContain('--reset-pin')
    expect(codeOf(await access.unlock({}, HERE, null))).toBe('access/unreadable')
    expect(store.text).toBe(text)
  })

  test('that cannot be read counts as that', async () => {
    const store = memoryStore()
    store.read = () => Promise.reject(new Error('the disk failed'))
    const { access } = await opened({ store })
    expect(access.view().trouble?.what).toContain('the disk failed')
    expect(access.view().locked).not.toBe(null)
  })

  test('a start that resets forgets the PIN, and the lock stands', async () => {
    const first = await opened()
    await first.access.setPin({ pin: '4711' }, FOH, null)
    await first.access.lock(FOH, null)
    const { access } = await opened({ store: first.store, resetPin: true })
    expect(access.view()).toMatchObject({ hasPin: false, locked: { by: 'FOH (192.168.1.20)' } })
    expect(codeOf(await access.unlock({}, FOH, null))).toBe('ok')
  })

  test('a start that resets sets what cannot be read aside, and can be unlocked', async () => {
    const store = memoryStore('broken')
    const { access } = await opened({ store, resetPin: true })
    expect(access.view()).toMatchObject({ hasPin: false, trouble: null })
    expect(access.view().locked).not.toBe(null)
    expect(codeOf(await access.unlock({}, FOH, null))).toBe('ok')
    expect(store.text).toContain('"locked": null')
  })
})

describe('the PIN', () => {
  test('is needed to unlock and to be changed, and stands nowhere', async () => {
    const { access, store, events } = await opened()
    expect(codeOf(await access.setPin({ pin: '4711' }, FOH, null))).toBe('ok')
    expect(codeOf(await access.setPin({ pin: '0815' }, BOOTH, null))).toBe('access/pin-needed')
    expect(codeOf(await access.setPin({ pin: '0815', old: '1111' }, BOOTH, null))).toBe('access/wrong-pin')
    await access.lock(FOH, null)
    expect(codeOf(await access.unlock({}, FOH, null))).toBe('access/pin-needed')
    expect(codeOf(await access.unlock({ pin: '1111' }, FOH, null))).toBe('access/wrong-pin')
    expect(codeOf(await access.unlock({ pin: '4711' }, FOH, null))).toBe('ok')
    expect(codeOf(await access.setPin({ pin: null, old: '4711' }, FOH, null))).toBe('ok')
    expect(access.view().hasPin).toBe(false)
    expect([store.text, ...events].join('\n')).not.toMatch(/4711|0815|1111/)
  })

  test('that the disk does not take is not set', async () => {
    const { access, store } = await opened()
    store.refuses = failed(fault('access/not-kept', store.path, 'the disk is full', 'make room'))
    expect(codeOf(await access.setPin({ pin: '4711' }, FOH, null))).toBe('access/not-kept')
    expect(access.view().hasPin).toBe(false)
  })

  test('of two that are set at once one is', async () => {
    const { access } = await opened()
    const answers = await Promise.all([
      access.setPin({ pin: '1111' }, FOH, null),
      access.setPin({ pin: '2222' }, BOOTH, null),
    ])
    expect(answers.map(codeOf)).toEqual(['ok', 'access/pin-changed'])
  })

  test('is not set by who asked before somebody locked', async () => {
    const { access } = await opened()
    const setting = access.setPin({ pin: '1111' }, FOH, null)
    await access.lock(BOOTH, null)
    expect(codeOf(await setting)).toBe('access/locked')
  })

  test('five wrong ones are forgiven, then waits grow, for the caller and for all of the network', async () => {
    const { access, clock } = await opened()
    await access.setPin({ pin: '4711' }, FOH, null)
    await access.lock(FOH, null)
    const tryAs = async (client: Client, pin: string): Promise<unknown> => {
      const answer = await access.unlock({ pin }, client, null)
      return answer.ok ? 'ok' : `${answer.error.code}: ${answer.error.next}`
    }
    for (let wrong = 0; wrong < 5; wrong += 1) expect(await tryAs(FOH, '0000')).toMatch(/^access\/wrong-pin/)
    expect(await tryAs(FOH, '4711')).toBe('access/wait: wait 1 s, then try again')
    // A new page at the same address, and another address.
    expect(await tryAs(page('new tab'), '4711')).toMatch(/^access\/wait/)
    expect(await tryAs(BOOTH, '4711')).toMatch(/^access\/wait/)
    clock.advanceBy(999)
    expect(await tryAs(BOOTH, '4711')).toMatch(/^access\/wait/)
    clock.advanceBy(1)
    expect(await tryAs(BOOTH, '0000')).toMatch(/^access\/wrong-pin/)
    expect(await tryAs(BOOTH, '4711')).toBe('access/wait: wait 2 s, then try again')
    // Who sits at this computer is not kept out by the network.
    expect(await tryAs(HERE, '4711')).toBe('ok')
  })

  test('many at once get no more tries than one after the other', async () => {
    const { access } = await opened()
    await access.setPin({ pin: '4711' }, FOH, null)
    await access.lock(FOH, null)
    const guesses = Array.from({ length: 50 }, (_, guess) => `${1000 + guess}`)
    const answers = await Promise.all(guesses.map((pin) => access.unlock({ pin }, FOH, null)))
    expect(answers.map(codeOf).filter((code) => code === 'access/wrong-pin')).toHaveLength(5)
    expect(access.health([]).wrongPins).toBe(5)
  })

  test('where it cannot be worked out nothing is counted', async () => {
    const { access } = await opened({
      pins: { ...quickPins, matches: () => Promise.reject(new Error('no memory')) },
    })
    await access.setPin({ pin: '4711' }, FOH, null)
    await access.lock(FOH, null)
    for (let tried = 0; tried < 20; tried += 1)
      await expect(access.unlock({ pin: '4711' }, FOH, null)).rejects.toThrow('no memory')
    expect(access.health([]).wrongPins).toBe(0)
  })
})

describe('roles', () => {
  test('come with the door', async () => {
    const { access } = await opened({
      doors: { local: 'operate', http: 'view', osc: 'view', oscPeers: 'operate' },
      isPeer: (host) => host === '10.0.0.5',
    })
    const at = (way: Client['way'], address: string | null): string =>
      access.roleOf({ id: way, name: way, way, source: way, address })
    expect([at('window', null), at('web', '127.0.0.1'), at('rest', '::ffff:127.0.0.1')]).toEqual(
      Array.from({ length: 3 }, () => 'operator'),
    )
    expect([at('web', '10.0.0.7'), at('rest', '10.0.0.7'), at('osc', '10.0.0.7')]).toEqual(
      Array.from({ length: 3 }, () => 'viewer'),
    )
    expect([at('osc', '10.0.0.5'), at('rule', null), at('replay', null), at('control', null)]).toEqual(
      Array.from({ length: 4 }, () => 'operator'),
    )
  })

  test('say what is needed, what there is, and how to come by more', async () => {
    const { access } = await opened({ doors: { http: 'view' } })
    expect(access.refusal('show.go', 'operator', FOH)).toEqual({
      code: 'access/role',
      where: 'show.go',
      what: 'it needs the role “operate”, and this page has “view”',
      next: 'take the role with the PIN, or ask who runs the engine',
    })
    expect(access.refusal('runs.list', 'viewer', FOH)).toBe(null)
  })

  test('what was given at the start goes before what is kept', async () => {
    const store = memoryStore('{"version": 1, "roles": {"http": "view", "osc": "view"}}')
    const { access } = await opened({ store, doors: { http: 'operate' } })
    expect(access.roleOf(FOH)).toBe('operator')
    expect(access.roleOf({ ...FOH, way: 'osc' })).toBe('viewer')
    await access.lock(FOH, null)
    expect(store.text).toContain('"http": "view"')
  })

  test('a page steps down and back up as it likes, and above its door with the PIN alone', async () => {
    const { access } = await opened({ doors: { http: 'operate' } })
    expect(codeOf(await access.become({ role: 'viewer' }, FOH, null))).toBe('ok')
    expect(access.refusal('show.go', 'operator', FOH)?.code).toBe('access/role')
    expect(codeOf(await access.become({ role: 'operator' }, FOH, null))).toBe('ok')
    expect(codeOf(await access.become({ role: 'editor' }, FOH, null))).toBe('access/no-pin')
    await access.setPin({ pin: '4711' }, HERE, null)
    expect(codeOf(await access.become({ role: 'editor' }, FOH, null))).toBe('access/pin-needed')
    expect(codeOf(await access.become({ role: 'editor', pin: '0000' }, FOH, null))).toBe('access/wrong-pin')
    expect(codeOf(await access.become({ role: 'editor', pin: '4711' }, FOH, null))).toBe('ok')
    expect(access.roleOf(FOH)).toBe('editor')
    await access.lock(HERE, null)
    expect(access.roleOf(FOH)).toBe('operator')
    expect(codeOf(await access.become({ role: 'editor', pin: '4711' }, BOOTH, null))).toBe('access/locked')
  })

  test('a role ends with the page that has it, and with the PIN that gave it', async () => {
    const { access } = await opened({ doors: { http: 'view' } })
    await access.setPin({ pin: '4711' }, HERE, null)
    await access.become({ role: 'editor', pin: '4711' }, FOH, null)
    access.left(FOH)
    expect(access.roleOf(FOH)).toBe('viewer')
    await access.become({ role: 'editor', pin: '4711' }, FOH, null)
    await access.setPin({ pin: '0815', old: '4711' }, HERE, null)
    expect(access.roleOf(FOH)).toBe('viewer')
  })

  test('who left while the PIN was being checked has none, nor has who comes under the same id', async () => {
    const { access } = await opened({ doors: { http: 'view' } })
    await access.setPin({ pin: '4711' }, HERE, null)
    const becoming = access.become({ role: 'editor', pin: '4711' }, FOH, null)
    access.left(FOH)
    expect(codeOf(await becoming)).toBe('access/not-connected')
    expect(access.roleOf(FOH)).toBe('viewer')
  })

  test('only who stays connected takes another', async () => {
    const { access } = await opened()
    expect(codeOf(await access.become({ role: 'viewer' }, { ...FOH, way: 'rest' }, null))).toBe(
      'access/not-connected',
    )
  })
})

describe('a remote page', () => {
  const TABLET: Client = { ...page('tablet'), page: 'remote' }
  const tokenOf = (answer: Awaited<ReturnType<Access['become']>>): string => {
    if (!answer.ok || answer.value.token === undefined) throw new Error('no token was given')
    return answer.value.token
  }
  const withPin = async () => {
    const all = await opened()
    await all.access.setPin({ pin: '4711' }, HERE, null)
    return all
  }

  test('may do what its door lets it while there is no PIN, and looks on from the moment that there is one', async () => {
    const { access } = await opened()
    expect(access.roleOf(TABLET)).toBe('editor')
    await access.setPin({ pin: '4711' }, HERE, null)
    expect([access.roleOf(TABLET), access.roleOf(FOH)]).toEqual(['viewer', 'editor'])
    expect(access.refusal('show.go', 'operator', TABLET)?.code).toBe('access/role')
    expect(access.refusal('show.panic', 'viewer', TABLET)).toBe(null)
    expect(codeOf(await access.become({ role: 'operator' }, TABLET, null))).toBe('access/pin-needed')
    await access.setPin({ pin: null, old: '4711' }, HERE, null)
    expect(access.roleOf(TABLET)).toBe('editor')
  })

  test('looks on where nobody can know whether there is a PIN', async () => {
    const { access } = await opened({ store: memoryStore('{"version": 1') })
    expect([access.roleOf(TABLET), access.roleOf(FOH)]).toEqual(['viewer', 'operator'])
    expect(codeOf(await access.become({ role: 'operator', pin: '4711' }, TABLET, null))).toBe(
      'access/unreadable',
    )
  })

  test('is given a token with the PIN, and is let in by it when it comes back, under whatever id', async () => {
    const { access, clock, events } = await withPin()
    const token = tokenOf(await access.become({ role: 'operator', pin: '4711' }, TABLET, null))
    expect(events.join()).not.toContain(token)
    clock.advanceBy(13 * 3_600_000)
    access.left(TABLET)
    expect(access.roleOf(TABLET)).toBe('viewer')
    const again = { ...TABLET, id: 'other id' }
    expect(codeOf(await access.become({ role: 'editor', token }, again, null))).toBe('access/token-unknown')
    expect(await access.become({ role: 'operator', token }, again, null)).toEqual({
      ok: true,
      value: { role: 'operator' },
    })
    expect(access.roleOf(again)).toBe('operator')
    expect(access.health([]).wrongPins).toBe(0)
  })

  test('gives the PIN again after half a day away, another PIN, and having handed its role back', async () => {
    const { access, clock } = await withPin()
    const take = async (token: string) =>
      codeOf(await access.become({ role: 'operator', token }, TABLET, null))
    const first = tokenOf(await access.become({ role: 'operator', pin: '4711' }, TABLET, null))
    access.left(TABLET)
    clock.advanceBy(12 * 3_600_000 + 1)
    expect(await take(first)).toBe('access/token-unknown')
    const second = tokenOf(await access.become({ role: 'operator', pin: '4711' }, TABLET, null))
    await access.setPin({ pin: '0815', old: '4711' }, HERE, null)
    expect(access.roleOf(TABLET)).toBe('viewer')
    expect(await take(second)).toBe('access/token-unknown')
    const third = tokenOf(await access.become({ role: 'operator', pin: '0815' }, TABLET, null))
    await access.become({ role: 'viewer' }, TABLET, null)
    expect(access.roleOf(TABLET)).toBe('viewer')
    expect(await take(third)).toBe('access/token-unknown')
  })

  test('whose PIN was checked while it was changed is not let in', async () => {
    const { access } = await withPin()
    const becoming = access.become({ role: 'operator', pin: '4711' }, TABLET, null)
    const changing = access.setPin({ pin: '0815', old: '4711' }, HERE, null)
    await changing
    await becoming
    expect(access.roleOf(TABLET)).toBe('viewer')
  })

  test('of the tokens of more pages than there are places those go that were away the longest', async () => {
    const { access } = await withPin()
    const tokens: string[] = []
    for (let place = 0; place < 129; place += 1) {
      const one = { ...TABLET, id: `tablet ${place}` }
      tokens.push(tokenOf(await access.become({ role: 'operator', pin: '4711' }, one, null)))
      if (place > 0) access.left(one)
    }
    const take = async (place: number) =>
      codeOf(await access.become({ role: 'operator', token: tokens[place] ?? '' }, TABLET, null))
    expect([await take(0), await take(1), await take(2), await take(128)]).toEqual([
      'ok',
      'access/token-unknown',
      'ok',
      'ok',
    ])
  })

  test('that only shows the time to performers never does more than look', async () => {
    const { access } = await opened()
    const clockPage: Client = { ...page('clock'), page: 'countdown' }
    expect(access.roleOf(clockPage)).toBe('viewer')
    expect(codeOf(await access.become({ role: 'operator', pin: '4711' }, clockPage, null))).toBe(
      'access/view-only',
    )
  })

  test('everybody whose role is another is told of, so that what they hold is let go of', async () => {
    const { access } = await opened()
    let told = 0
    using listening = access.onRoles(() => (told += 1))
    await access.setPin({ pin: '4711' }, HERE, null)
    await access.become({ role: 'operator', pin: '4711' }, TABLET, null)
    await access.setPin({ pin: '0815', old: '4711' }, HERE, null)
    expect([told, listening]).toEqual([3, expect.anything()])
  })
})

function hashOf(cost: number): string {
  const pin = { salt: Buffer.alloc(16).toString('base64'), hash: Buffer.alloc(32).toString('base64'), cost }
  return JSON.stringify({ version: 1, pin })
}
