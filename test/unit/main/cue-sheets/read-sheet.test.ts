import { describe, expect, it } from 'vitest'
import { readSheet } from '../../../../main/cue-sheets/read-sheet.ts'
import type { Reading, Sheet } from '../../../../main/cue-sheets/read-sheet.ts'

let pauses = 0
const pause = (): Promise<void> => {
  pauses += 1
  return Promise.resolve()
}

async function read(text: string, reading: Reading = {}): Promise<Sheet> {
  const sheet = await readSheet(text, reading, pause)
  if (!sheet.ok) throw new Error(sheet.error.code)
  return sheet.value
}

async function refusal(text: string): Promise<{ code: string; where: string }> {
  const sheet = await readSheet(text, {}, pause)
  if (sheet.ok) throw new Error('was read')
  return { code: sheet.error.code, where: sheet.error.where }
}

const cellsOf = (sheet: Sheet): (readonly string[])[] => sheet.rows.map(({ cells }) => cells)

describe('a sheet', () => {
  it('is read with commas, semicolons or tabs between its cells', async () => {
    for (const [between, form] of [
      [',', 'comma'],
      [';', 'semicolon'],
      ['\t', 'tab'],
    ] as const) {
      const sheet = await read(`Number${between}Name\r\n1.5${between}Blackout\r\n`)
      expect(sheet.form).toBe(form)
      expect(sheet.guessed).toEqual(['number', 'name'])
      expect(cellsOf(sheet)).toEqual([['1.5', 'Blackout']])
    }
  })

  it('keeps line breaks, quotes and separators within quoted cells', async () => {
    const sheet = await read('Q,Title,Notes\n1,"Doors, open","Wait for ""house"",\nthen GO"\n')
    expect(cellsOf(sheet)).toEqual([['1', 'Doors, open', 'Wait for "house",\nthen GO']])
  })

  it('takes the quotes of a pasted 5" pipe as they stand', async () => {
    const sheet = await read('1\t5" pipe\n2\t"Hello" she said')
    expect(cellsOf(sheet)).toEqual([
      ['1', '5" pipe'],
      ['2', '"Hello" she said'],
    ])
  })

  it('is understood without heads, and with a byte order mark', async () => {
    const sheet = await read('\uFEFF1\tHouse to half\tslow\n2\tBlackout')
    expect(sheet.hasHeads).toBe(false)
    expect(sheet.guessed).toEqual(['number', 'name', 'note'])
    expect(cellsOf(sheet)).toEqual([
      ['1', 'House to half', 'slow'],
      ['2', 'Blackout', ''],
    ])
  })

  it('passes rows without text over, and numbers lines as the text does', async () => {
    const sheet = await read('Cue,Title\n\n,,\n7,Storm\n')
    expect(sheet.rows).toEqual([{ line: 4, cells: ['7', 'Storm'] }])
  })

  it('may have hundreds of empty cells at the end of its rows', async () => {
    expect(cellsOf(await read(`1,Storm${','.repeat(250)}\n`))).toEqual([['1', 'Storm']])
  })

  it('is told that its first row is no head, or is one', async () => {
    expect((await read('Name\nBlackout', { heads: false })).rows).toHaveLength(2)
    const sheet = await read('Was\nBlackout', { heads: true })
    expect(sheet.heads).toEqual(['Was'])
    expect(sheet.rows).toHaveLength(1)
  })

  it.each([
    [
      'Number,Type,Name,Notes,Follow,Color,Target,Armed,Duration,Pre Wait,Post Wait',
      [
        'number',
        'type',
        'name',
        'note',
        'continue',
        'colour',
        'playlist',
        'armed',
        'addToNote',
        'preWait',
        'postWait',
      ],
    ],
    [
      'Time Start,Time End,Duration,Colour,Cue,Title,Note,Is Public? (x),Skip?',
      ['addToNote', 'addToNote', 'addToNote', 'colour', 'number', 'name', 'note', 'leaveOut', 'skip'],
    ],
    ['#,Cue,Description,Who', ['number', 'name', 'note', 'addToNote']],
    ['Q #,Cue Name,OSC Message', ['number', 'name', 'message']],
  ])('guesses what the columns %j mean', async (heads, meanings) => {
    expect((await read(`${heads}\n1`)).guessed).toEqual(meanings)
  })

  it('is read in slices', async () => {
    pauses = 0
    const rows = Array.from(
      { length: 5000 },
      (_, index) => `${index},A name of some length that fills the sheet`,
    )
    expect((await read(rows.join('\n'))).rows).toHaveLength(5000)
    expect(pauses).toBeGreaterThan(3)
  })

  it('has 5,000 rows at most, and one that names the columns', async () => {
    expect((await read(`Number,Name\n${'1,b\n'.repeat(5000)}`)).rows).toHaveLength(5000)
    expect(await refusal(`Number,Name\n${'1,b\n'.repeat(5001)}`)).toEqual({
      code: 'cue-sheet/too-large',
      where: 'line 5002',
    })
  })

  it('is refused where it is too large, whichever way', async () => {
    expect(await refusal('x'.repeat(900_001))).toEqual({ code: 'cue-sheet/too-large', where: 'sheet' })
    expect(await refusal('a,b\n'.repeat(5001))).toEqual({ code: 'cue-sheet/too-large', where: 'line 5001' })
    expect(await refusal(','.repeat(64) + 'x')).toEqual({ code: 'cue-sheet/too-large', where: 'line 1' })
    expect(await refusal(`1,${'y'.repeat(4001)}`)).toEqual({
      code: 'cue-sheet/too-large',
      where: 'line 1, column 2',
    })
  })

  it('is refused where a quote is never closed, or nothing is in it', async () => {
    expect((await refusal('1,"open\n2,never closed')).code).toBe('cue-sheet/not-a-table')
    expect((await refusal('\n ,\n')).code).toBe('cue-sheet/empty')
    expect((await refusal('')).code).toBe('cue-sheet/empty')
  })
})

describe('a project of Ontime', () => {
  const event = {
    id: 'a1',
    type: 'event',
    cue: '1',
    title: 'Welcome',
    note: 'walk in',
    colour: '#77C785',
    skip: true,
    endAction: 'play-next',
    timeStart: 36_000_000,
    duration: 90_000,
  }
  const expected = [['1', 'Welcome', 'walk in', '#77C785', 'yes', 'play-next', '10:00:00', '0:01:30', '']]

  it.each([
    [
      'with rundowns',
      { rundowns: { default: { order: ['a1'], flatOrder: ['a1'], entries: { a1: event } } } },
    ],
    ['with one rundown', { rundown: [event, { id: 'd', type: 'delay', duration: 5 }], project: {} }],
    ['with events', { event: {}, events: [event] }],
  ])('%s is read as a table', async (_, project) => {
    const sheet = await read(JSON.stringify(project))
    expect(sheet.form).toBe('ontime')
    expect(cellsOf(sheet)).toEqual(expected)
    expect(sheet.guessed).toEqual([
      ...['number', 'name', 'note', 'colour', 'skip', 'continue'],
      ...['addToNote', 'addToNote', 'type'],
    ])
  })

  it('is told from other JSON files, which are refused', async () => {
    expect((await refusal('{"pages": {}, "type": "full"}')).code).toBe('cue-sheet/not-a-table')
    expect((await refusal('{"rundown": []}')).code).toBe('cue-sheet/not-a-table')
  })
})
