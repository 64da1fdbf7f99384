// The cue list at the screen: run by keys and mouse, edited, in shows of every size, against the engine as it is built.
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { AT_ONCE } from '../support/at-once.ts'
import { DESK, useBrowserPages } from '../support/browser-pages.ts'
import { describeInBrowser } from '../support/chromium.ts'
import { scratch } from '../support/scratch.ts'
import { startApp } from '../support/start-app.ts'
import type { App } from '../support/start-app.ts'

const PLAYLISTS = [
  ['warm', 'Warm-up', 60_000],
  ['chase', 'Colour chase', 600_000],
] as const
const starts = (id: string): object => ({ actions: [{ action: 'start_playlist', id }] })

const NIGHT = [
  { id: 'house', number: '1', name: 'House to half', note: 'Wait for front of house', ...starts('warm') },
  { id: 'chase', number: '2', name: 'Chase', continue: 'auto-follow', ...starts('chase') },
  { id: 'haze', number: '2.5', name: 'Haze', preWait: '5m', actions: [] },
  { id: 'storm', number: '3', name: 'Storm', group: 'together' },
  { id: 'thunder', number: '3.1', name: 'Thunder', in: 'storm', preWait: '10m' },
  { id: 'rain', number: '3.2', name: 'Rain', in: 'storm' },
  { id: 'spare', number: '4', name: 'Spare', actions: [{ action: 'go_list', list: 'none' }] },
  { id: 'end', number: '5', name: 'Blackout', armed: false },
]

describeInBrowser('the cue list', () => {
  const pages = useBrowserPages()
  const others = useBrowserPages()
  let folder: ReturnType<typeof scratch>
  let app: App
  let page: Page

  /** Of a show with a list of these cues; null is a show without lists. */
  async function open(cues: readonly object[] | null): Promise<void> {
    folder = scratch({})
    const file = join(folder.path, 'night.json')
    const playlists = PLAYLISTS.map(([id, name, length]) => ({
      ...{ id, name },
      steps: [0, length].map((offset) => ({ offset, type: 'own.event', payload: {} })),
    }))
    const cueLists =
      cues === null
        ? []
        : [
            { id: 'main', name: 'Main', cues },
            { id: 'none', name: 'Effects', cues: [] },
          ]
    const show = {
      version: 1,
      name: 'Night',
      minimumGoTime: 0,
      events: { 'own.event': {} },
      playlists,
      cueLists,
      params: { house: { type: 'number' }, haze: { type: 'number' } },
      scenes: { blue: { values: { house: 1, haze: 0.2 } } },
    }
    writeFileSync(file, JSON.stringify(show))
    app = await startApp('--show', file)
    page = await pages.open(app.url, { viewport: DESK })
    if (cues !== null) await list().waitFor()
  }

  afterEach(async () => {
    await pages.leave()
    await others.leave()
    await app[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const list = (): Locator => page.getByRole('treegrid')
  const row = (name: string): Locator => list().getByRole('row', { name, exact: false })
  const standby = async (): Promise<string | null> => {
    const name = list().locator('[aria-current="step"] .title')
    return (await name.count()) === 0 ? null : name.textContent(AT_ONCE)
  }
  const chosen = (): Promise<string[]> => list().locator('[aria-selected="true"] .title').allTextContents()
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }

  test('a show is run by keys alone: GO, choosing, standby, numbers', async () => {
    await open(NIGHT)
    await expect.poll(standby).toBe('House to half')
    await press('Space')
    // What follows by itself is passed over by GO.
    await expect.poll(standby).toBe('Chase')
    await row('House to half').getByText('running').waitFor()
    await press('Space')
    await expect.poll(standby).toBe('Storm')
    await press('End')
    await expect.poll(chosen).toEqual(['Blackout'])
    expect(await standby()).toBe('Storm')
    await press('ArrowUp', 'Enter')
    await expect.poll(standby).toBe('Spare')
    await press('1')
    await page.getByRole('status').filter({ hasText: 'stands by' }).waitFor()
    await press('Enter')
    await expect.poll(standby).toBe('House to half')
    await press('7')
    await page.getByText('No cue has this number').waitFor()
    await press('Enter')
    expect(await standby()).toBe('House to half')
  })

  test('what waits counts down and can be cancelled, what fails stays to be seen, what is disarmed is said', async () => {
    await open(NIGHT)
    await press('3', 'Enter')
    await expect.poll(standby).toBe('Storm')
    await press('Space')
    const thunder = row('Thunder')
    await thunder.getByText('waiting').waitFor()
    expect(await thunder.locator('.time').textContent()).toMatch(/^(?:10:00|9:5\d)$/)
    await thunder.getByRole('button', { name: /^Cancel/ }).click()
    await thunder.getByText('stopped').or(thunder.getByText('skipped')).waitFor()
    await press('4', 'Enter')
    await expect.poll(standby).toBe('Spare')
    await press('Space')
    const spare = row('Spare')
    await spare.getByText('nothing').waitFor()
    expect(await spare.getAttribute('class')).toContain('failed')
    await spare.click()
    expect(await spare.getAttribute('class')).not.toContain('failed')
    await spare.getByText('failed').waitFor()
    await row('Blackout').getByText('off').waitFor()
    await press('End', 'd')
    await row('Blackout').getByText('off').waitFor({ state: 'detached' })
  })

  test('a click chooses, a double click stands by, and the menu of a row does the rest', async () => {
    await open(NIGHT)
    await row('Storm').click()
    await expect.poll(chosen).toEqual(['Storm'])
    expect(await standby()).toBe('House to half')
    await row('Chase').dblclick()
    await expect.poll(standby).toBe('Chase')
    await row('House to half')
      .getByRole('button', { name: /^What can be done/ })
      .click()
    await page.getByRole('menuitem', { name: 'Load to a time…' }).click()
    await page.getByRole('textbox', { name: /^Load/ }).fill('0:30')
    await press('Enter')
    await row('House to half').getByText('loaded').waitFor()
    await row('House to half')
      .getByRole('button', { name: /^What can be done/ })
      .click()
    await page.getByRole('menuitem', { name: 'Start now' }).click()
    await row('House to half').getByText('running').waitFor()
  })

  test('Enter is for the chosen cue after a button was pressed by hand, and for the button after the Tab key', async () => {
    await open(NIGHT)
    await press('3', 'Enter')
    await expect.poll(standby).toBe('Storm')
    await page.getByRole('button', { name: 'Back', exact: true }).click()
    await expect.poll(standby).toBe('Chase')
    await press('End', 'Enter')
    await expect.poll(standby).toBe('Blackout')
    const menu = page.getByRole('button', { name: 'This screen' })
    await menu.click()
    await page.getByRole('menu').waitFor()
    await press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
    await press('Home', 'Enter')
    await expect.poll(standby).toBe('House to half')
    await press('4', 'Enter')
    await expect.poll(standby).toBe('Spare')
    await menu.focus()
    await press('Enter')
    await page.getByRole('menu').waitFor()
  })

  test('a group folds, and says what runs in it', async () => {
    await open(NIGHT)
    await press('3', 'Enter', 'ArrowLeft')
    await expect.poll(() => row('Thunder').count()).toBe(0)
    await expect.poll(standby).toBe('Storm')
    await press('Space')
    await row('Storm').getByText('waiting').waitFor()
    await press('ArrowRight')
    await row('Thunder').waitFor()
  })

  test('a cue is found by a part of its note, and the first Escape only leaves the field', async () => {
    await open(NIGHT)
    await press('/')
    await page.keyboard.type('front of')
    await expect.poll(chosen).toEqual(['House to half'])
    expect(await list().locator('mark').allTextContents()).toEqual(['front of'])
    await press('Escape')
    await page.getByRole('search').waitFor({ state: 'detached' })
    await press('ArrowDown')
    await expect.poll(chosen).toEqual(['Chase'])
  })

  test('of five thousand cues those in view are there, and standby is a third of the way down', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({
      ...{ id: `c${index + 1}`, number: String(index + 1), name: `Cue ${index + 1}` },
    }))
    await open(many)
    await press('2', '5', '0', '0', 'Enter')
    await expect.poll(standby).toBe('Cue 2500')
    const share = async (): Promise<number> => {
      const [at, all] = [
        await list().locator('[aria-current="step"]').boundingBox(AT_ONCE),
        await list().boundingBox(AT_ONCE),
      ]
      return at === null || all === null ? 1 : (at.y - all.y) / all.height
    }
    await expect.poll(share).toBeGreaterThan(0.25)
    expect(await share()).toBeLessThan(0.4)
    expect(await list().getByRole('row').count()).toBeLessThan(60)
    await press('Space')
    await expect.poll(standby).toBe('Cue 2501')
    // A hand that scrolls is left alone; a button leads back.
    await list().hover()
    const back = list().getByRole('button', { name: /^standby \d+$/ })
    await page.mouse.wheel(0, -4000)
    await back.waitFor()
    await press('Space')
    await expect.poll(() => back.textContent(AT_ONCE)).toMatch(/standby 2502$/)
    expect(await standby()).toBeNull()
    await back.click()
    await expect.poll(standby).toBe('Cue 2502')
    await press('End')
    await expect.poll(chosen).toEqual(['Cue 5000'])
  })

  test('another list has its own standby and its own GO', async () => {
    await open(NIGHT)
    await page.getByRole('tab', { name: 'Effects' }).click()
    await page.getByText('No cues in this list').waitFor()
    const go = page.getByRole('region', { name: 'Cue list Effects' }).getByRole('button', { name: 'GO' })
    expect(await go.getAttribute('aria-disabled')).toBe('true')
  })

  const titles = (at: Page = page): Promise<string[]> =>
    at.getByRole('treegrid').locator('.title').allTextContents()
  const NAMES = NIGHT.map(({ name }) => name)

  test('a cue is added, named, moved and removed by keys, and each is taken back by one undo', async () => {
    await open(NIGHT)
    await press('e', 'Home')
    await page.getByRole('button', { name: 'Cue', exact: true }).click()
    const field = page.getByRole('textbox', { name: /^Name of/ })
    await field.waitFor()
    await page.keyboard.type('Bell')
    await press('Tab')
    await page.keyboard.type('softly')
    await press('Enter')
    const bell = row('Bell')
    await bell.getByText('softly').waitFor()
    await bell.getByText('1.5').waitFor()
    const added = NAMES.toSpliced(1, 0, 'Bell')
    expect(await titles()).toEqual(added)
    await press('Alt+ArrowDown')
    await expect.poll(() => titles()).toEqual(NAMES.toSpliced(2, 0, 'Bell'))
    await press('Control+z')
    await expect.poll(() => titles()).toEqual(added)
    await press('Delete')
    await expect.poll(() => titles()).toEqual(NAMES)
    await press('Control+z')
    await expect.poll(() => titles()).toEqual(added)
    // What was typed and then put in goes as it came.
    await press('Control+z', 'Control+z', 'Control+z')
    await expect.poll(() => titles()).toEqual(NAMES)
  })

  test('Escape in a cell restores it and is no panic, and the next one is', async () => {
    await open(NIGHT)
    await press('Space')
    await row('House to half').getByText('running').waitFor()
    await press('e', 'Home', 'F2')
    await page.getByRole('textbox', { name: /^Name of/ }).fill('Nonsense')
    await press('Escape')
    await page.getByRole('textbox', { name: /^Name of/ }).waitFor({ state: 'detached' })
    expect(await titles()).toEqual(NAMES)
    await row('House to half').getByText('running').waitFor()
    await press('Escape')
    await row('House to half').getByText('stopped').waitFor()
  })

  test('rows are dragged into a group and out again, and a drag that is given up changes nothing', async () => {
    await open(NIGHT)
    await press('e')
    const middle = async (name: string): Promise<{ readonly x: number; readonly y: number }> => {
      const box = (await row(name).boundingBox())!
      return { x: box.x + 220, y: box.y + box.height / 2 }
    }
    async function drag(name: string, to: string, by: number): Promise<void> {
      const [from, onto] = [await middle(name), await middle(to)]
      await page.mouse.move(from.x, from.y)
      await page.mouse.down()
      await page.mouse.move(from.x, from.y + 10, { steps: 2 })
      await page.mouse.move(from.x, onto.y + by, { steps: 4 })
      await page.getByText(/^Moves 1 cue/).waitFor()
    }
    await drag('Spare', 'Thunder', 12)
    await page.mouse.up()
    const within = NAMES.toSpliced(6, 1).toSpliced(5, 0, 'Spare')
    await expect.poll(() => titles()).toEqual(within)
    expect(await row('Spare').getAttribute('aria-level')).toBe('2')
    await press('Control+z')
    await expect.poll(() => titles()).toEqual(NAMES)
    await drag('Spare', 'House to half', -12)
    await press('Control+z')
    await page.getByText(/^Moves 1 cue/).waitFor({ state: 'detached' })
    await page.mouse.up()
    // Neither this drag nor the edit before it.
    expect(await titles()).toEqual(NAMES)
    await drag('Spare', 'Storm', 0)
    await page.mouse.up()
    await expect.poll(() => row('Spare').getAttribute('aria-level', AT_ONCE)).toBe('2')
  })

  test('a drag with Alt copies, as one edit, and a folded group opens under it', async () => {
    await open(NIGHT)
    await press('e')
    await row('Storm').click()
    await press('ArrowLeft')
    await row('Thunder').waitFor({ state: 'detached' })
    const from = (await row('Spare').boundingBox())!
    const onto = (await row('Storm').boundingBox())!
    await page.mouse.move(from.x + 220, from.y + 15)
    await page.mouse.down()
    await page.mouse.move(from.x + 220, onto.y + onto.height / 2, { steps: 4 })
    await page.getByText('Moves 1 cue, Alt copies').waitFor()
    await row('Thunder').waitFor()
    await page.keyboard.down('Alt')
    await page.getByText('Copies 1 cue').waitFor()
    await page.mouse.up()
    await page.keyboard.up('Alt')
    await expect.poll(() => titles()).toEqual(NAMES.toSpliced(6, 0, 'Spare'))
    await press('Control+z')
    await expect.poll(() => titles()).toEqual(NAMES)
  })

  test('cues are copied and pasted with ids and numbers of their own, and rows of a spreadsheet come as cues', async () => {
    await open(NIGHT)
    await press('e')
    await row('Storm').click()
    await press('Control+d')
    await expect.poll(() => titles()).toEqual(NAMES.toSpliced(6, 0, 'Storm', 'Thunder', 'Rain'))
    await press('Control+z')
    await expect.poll(() => titles()).toEqual(NAMES)
    await press('End')
    const paste = (text: string): Promise<void> =>
      page.evaluate((copied) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', copied)
        const at = document.activeElement ?? document.body
        at.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }, text)
    await paste('Number\tName\tNote\n9\tBell\tsoftly\n10\tCurtain\t')
    await expect.poll(() => titles()).toEqual([...NAMES, 'Bell', 'Curtain'])
    await row('Bell').getByText('softly').waitFor()
    await press('Control+z')
    await expect.poll(() => titles()).toEqual(NAMES)
  })

  test('the form of a cue holds all of it, and its actions are rows', async () => {
    await open(NIGHT)
    await press('e', 'Home', 'i')
    const form = page.getByRole('dialog')
    await form.getByRole('button', { name: 'Action' }).click()
    const second = form.getByRole('group', { name: 'Action 2' })
    await second.getByLabel('What it does').selectOption('stop playlist')
    await second.getByLabel('Which playlist').selectOption('Colour chase')
    await form.getByLabel('Pre-wait').fill('2')
    await form.getByRole('button', { name: 'Apply' }).click()
    await form.waitFor({ state: 'detached' })
    await row('House to half').getByText('hand + 2 s').waitFor()
    // What a cue does yields to its note where there is little room.
    const does = row('House to half').getByText('starts Warm-up, stops Colour chase')
    await does.waitFor({ state: 'attached' })
  })

  test('fades and scenes are rows of a cue, and what is wrong in them is said beside it', async () => {
    await open(NIGHT)
    await press('e', 'Home', 'i')
    const form = page.getByRole('dialog')
    const act = (at: number): Locator => form.getByRole('group', { name: `Action ${at}` })
    await form.getByRole('button', { name: 'Action' }).click()
    await act(2).getByLabel('What it does').selectOption('fade parameter')
    await act(2).getByLabel('Which param').selectOption('house')
    await act(2).getByLabel('To', { exact: true }).fill('0.5')
    await act(2).getByLabel('Curve').selectOption('slow at both ends')
    await act(2).getByLabel('Over').fill('soon')
    await press('Tab')
    await act(2).getByText('must be a time, such as 4 s or 1:30').waitFor()
    await form.getByRole('button', { name: 'Apply' }).click()
    await form.getByText('action 2, over: must be a time', { exact: false }).waitFor()
    await act(2).getByLabel('Over').fill('25h')
    await form.getByRole('button', { name: 'Apply' }).click()
    await form.getByText('must be 24 hours or less', { exact: false }).waitFor()
    expect(await act(2).getByLabel('Over').getAttribute('aria-invalid')).toBe('true')
    await act(2).getByLabel('Over').fill('4')
    await form.getByRole('button', { name: 'Action', exact: true }).click()
    await act(3).getByLabel('What it does').selectOption('recall scene')
    await act(3).getByLabel('Over').fill('2 s')
    await act(3).getByLabel('Only these').fill('haze')
    await form.getByRole('button', { name: 'Apply' }).click()
    await form.waitFor({ state: 'detached' })
    const does = 'starts Warm-up, fades house to 0.5 in 4 s, recalls blue over 2 s, 1 parameter of it'
    await row('House to half').getByText(does).waitFor({ state: 'attached' })
    await press('Control+z')
    await row('House to half').getByText(does).waitFor({ state: 'detached' })
  })

  test('two screens edit one list: what one types is kept, and says what the other put there', async () => {
    await open(NIGHT)
    const other = await others.open(app.url, { viewport: { width: 1024, height: 768 } })
    await press('e', 'Home', 'F2')
    const field = page.getByRole('textbox', { name: /^Name of/ })
    await field.fill('Mine')
    await other.getByRole('treegrid').waitFor()
    for (const key of ['e', 'Home', 'F2']) await other.keyboard.press(key)
    await other.getByRole('textbox', { name: /^Name of/ }).fill('Theirs')
    await other.keyboard.press('Enter')
    await page.getByText('Now: Theirs').waitFor()
    expect(await field.inputValue()).toBe('Mine')
    await press('Enter')
    await expect.poll(() => titles(other)).toEqual(NAMES.with(0, 'Mine'))
    // Undo takes back what this screen did, and not what the other did since.
    for (const key of ['Home', 'ArrowDown', 'Delete']) await other.keyboard.press(key)
    await expect.poll(async () => (await titles()).length).toBe(NAMES.length - 1)
    await press('Control+z')
    await expect.poll(async () => (await titles())[0]).toBe('Theirs')
    expect(await titles()).toHaveLength(NAMES.length - 1)
  })

  test('a locked show greys editing with the reason, and ends it', async () => {
    await open(NIGHT)
    await press('e')
    await page.getByRole('group', { name: 'Editing the list' }).waitFor()
    await page.getByRole('button', { name: 'Unlocked' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Lock', exact: true }).click()
    await page.getByRole('group', { name: 'Editing the list' }).waitFor({ state: 'detached' })
    const edit = page.getByRole('region', { name: 'Cue list Main' }).getByRole('button', { name: 'Edit' })
    expect(await edit.getAttribute('aria-disabled')).toBe('true')
    expect(await edit.getAttribute('title')).toMatch(/^Locked by/)
    await press('Home')
    await row('House to half').dblclick()
    expect(await page.getByRole('textbox', { name: /^Name of/ }).count()).toBe(0)
  })

  test('a show without a list gets one of its playlists, which one undo takes away', async () => {
    await open(null)
    await page.getByRole('button', { name: 'Make a cue list of them' }).click()
    await expect.poll(() => titles()).toEqual(PLAYLISTS.map(([, name]) => name))
    await expect.poll(standby).toBe('Warm-up')
    await press('Space')
    await row('Warm-up').getByText('running').waitFor()
    await press('Control+z')
    await page.getByText('Playlists in their order are the list').waitFor()
  })

  test('an empty list says how the first cue comes', async () => {
    await open([])
    await page.getByText('No cues in this list').waitFor()
    await press('e')
    await page.getByRole('button', { name: 'Cue', exact: true }).click()
    await page.getByRole('textbox', { name: /^Name of/ }).waitFor()
    await expect.poll(isNaming).toBe(true)
  })

  const isNaming = (): Promise<boolean> =>
    page
      .getByRole('textbox', { name: /^Name of/ })
      .evaluate((field) => field === document.activeElement, undefined, AT_ONCE)

  test('a cue that is added where none is chosen is named at once, and what is typed acts on nothing', async () => {
    await open(NIGHT)
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await page.getByRole('button', { name: 'Cue', exact: true }).click()
    // From the first key on, before its row is there.
    await page.keyboard.type('  d s ')
    await expect.poll(isNaming).toBe(true)
    await page.keyboard.type('Slow fade of wash')
    await press('Enter')
    await expect.poll(() => titles().then((all) => all.at(-1))).toMatch(/Slow fade of wash$/)
    expect(await standby()).toBe('House to half')
    await row('House to half').getByText('running').waitFor({ state: 'detached' })
    expect((await titles()).slice(0, -1)).toEqual(NAMES)
  })
})
