import { describe, expect, it } from 'vitest'
import { sheetText } from '../../../../main/cue-sheets/export-sheet.ts'
import { readSheet } from '../../../../main/cue-sheets/read-sheet.ts'
import { sheetCue } from '../../../../main/cue-sheets/sheet-cue.ts'
import { fieldsOf } from '../../../../main/cue-sheets/meanings.ts'
import { importCues } from '../../../../main/cue-sheets/to-cue-list.ts'
import type { ImportedCues } from '../../../../main/cue-sheets/to-cue-list.ts'
import { cueDefinition, cueListDefinition } from '../../../../shared/model/cue.ts'
import type { CueDefinition } from '../../../../shared/model/cue.ts'
import type { ImportWay } from '../../../../shared/model/cue-sheet.ts'
import { showFile } from '../../../../shared/model/show.ts'

const show = showFile.parse({
  version: 1,
  name: 'Hamlet',
  osc: { targets: { desk: { host: '10.0.0.2', port: 8000 }, video: { host: '10.0.0.3', port: 9000 } } },
  playlists: [{ id: 'storm', name: 'The storm', steps: [] }],
})
const pause = (): Promise<void> => Promise.resolve()
const cue = (definition: unknown): CueDefinition => cueDefinition.parse(definition)

async function imported(
  text: string,
  present: readonly CueDefinition[] = [],
  way: ImportWay = 'append',
): Promise<ImportedCues> {
  const sheet = await readSheet(text, {}, pause)
  if (!sheet.ok) throw new Error(sheet.error.code)
  const { rows, guessed, heads } = sheet.value
  const cues = rows.map((row) => sheetCue(row, guessed, heads).cue)
  return importCues(cues, present, way, show, fieldsOf(guessed))
}

const numbersOf = ({ cues }: ImportedCues): (string | undefined)[] => cues.map(({ number }) => number)

describe('cues of a sheet', () => {
  it('start playlists by id or name and send messages', async () => {
    const { cues, problems } = await imported(
      [
        'Number\tName\tPlaylist\tOSC',
        '1\tStorm\tthe STORM\t',
        '2\tLamp\t\t/lamp/1 0.5 "warm white" 3 true',
        '3\tFilm\tstorm\tvideo /clip/play',
      ].join('\n'),
    )
    expect(problems).toEqual([])
    expect(cues.map(({ id, actions }) => [id, actions])).toEqual([
      ['cue-1', [{ action: 'start_playlist', id: 'storm' }]],
      [
        'cue-2',
        [
          {
            action: 'emit',
            type: 'osc.send',
            payload: {
              target: 'desk',
              address: '/lamp/1',
              types: 'fsiT',
              args: [0.5, 'warm white', 3, true],
            },
          },
        ],
      ],
      [
        'cue-3',
        [
          { action: 'start_playlist', id: 'storm' },
          { action: 'emit', type: 'osc.send', payload: { target: 'video', address: '/clip/play', args: [] } },
        ],
      ],
    ])
  })

  it('say what they refer to and is not there, and come all the same', async () => {
    const { cues, problems } = await imported(
      'Number\tPlaylist\tOSC\n1\tFlood\t\n2\t\tlamp on\n3\t\tsound /go\n4 A\t\t\n/5\t\t\n1\t\t',
    )
    expect(cues.map(({ number }) => number)).toEqual(['1', '2', '3', '4A', undefined, undefined])
    expect(problems).toEqual([
      { line: 2, code: 'playlist-unknown', text: 'Flood' },
      { line: 3, code: 'message', text: 'lamp on' },
      { line: 4, code: 'target-unknown', text: 'sound' },
      { line: 6, code: 'number', text: '/5' },
      { line: 7, code: 'number-twice', text: '1' },
    ])
  })

  it('keep ids apart, whatever they are called', async () => {
    const { cues } = await imported('Number\tName\n\tÉtude №5\n\tetude no5\n\t***\n\t***')
    expect(cues.map(({ id }) => id)).toEqual(['cue-etude-no5', 'cue-etude-no5-2', 'cue', 'cue-2'])
  })
})

describe('a sheet imported into a list', () => {
  const present = [
    cue({
      id: 'a',
      number: '1',
      name: 'Old',
      note: 'mine',
      actions: [{ action: 'start_playlist', id: 'storm' }],
    }),
    cue({ id: 'b', number: '2', name: 'Two' }),
    cue({ id: 'c', number: '3', name: 'Three' }),
  ]

  it('is added at the end', async () => {
    const result = await imported('Number\tName\n1\tNew\n9\tNine', present, 'append')
    expect(numbersOf(result)).toEqual(['1', '2', '3', undefined, '9'])
    expect(result).toMatchObject({ added: 2, changed: 0, same: 0, removed: 0 })
    expect(result.problems).toEqual([{ line: 2, code: 'number-twice', text: '1' }])
  })

  it('changes cues of the same number in what it has columns for, and puts new ones where they stand in it', async () => {
    const result = await imported('Number\tName\n1\tNew\n1.5\tBetween\n2\tTwo', present, 'update')
    expect(numbersOf(result)).toEqual(['1', '1.5', '2', '3'])
    expect(result.cues[0]).toEqual({ ...present[0], name: 'New' })
    expect(result).toMatchObject({ added: 1, changed: 1, same: 1, removed: 0, problems: [] })
  })

  it('takes a colour away where its cell is empty, and changes nothing where all is as it was', async () => {
    const red = [cue({ id: 'a', number: '1', name: 'One', colour: '#ff0000' }), cue({ id: 'b', number: '2' })]
    const result = await imported('Number\tColour\n1\t\n2\t', red, 'update')
    expect(result).toMatchObject({ added: 0, changed: 1, same: 1 })
    expect(result.cues[0]).toEqual(cue({ id: 'a', number: '1', name: 'One' }))
  })

  it('replaces the list, whose cues of the same number stay the same cues', async () => {
    const result = await imported('Number\tName\n3\tThree\n1\tNew', present, 'replace')
    expect(result.cues.map(({ id }) => id)).toEqual(['c', 'a'])
    expect(result).toMatchObject({ added: 0, changed: 1, same: 1, removed: 1, problems: [] })
  })
})

it('comes back the same when it was exported', async () => {
  const list = cueListDefinition.parse({
    id: 'main',
    name: 'Main',
    cues: [
      { id: 'act', name: 'Act, "one"', group: 'one-by-one', note: '=SUM(1)\nsecond line' },
      {
        id: 'x1',
        in: 'act',
        number: '1.50',
        name: '-3 dB',
        colour: '#ff0000',
        armed: false,
        preWait: 1500.5,
        postWait: 0.25,
        continue: 'auto-continue',
        actions: [
          { action: 'start_playlist', id: 'storm' },
          {
            action: 'emit',
            type: 'osc.send',
            payload: { target: 'desk', address: '/a', args: [1.5, 'é;\t"'] },
          },
          { action: 'raise_interrupt', interrupt: { kind: 'confirmation', prompt: 'Haze?' } },
        ],
      },
      { id: 'last', number: '2', continue: 'auto-follow' },
    ],
  })
  for (const separator of ['comma', 'tab'] as const) {
    const text = [...sheetText(list, separator)].join('')
    const { cues, problems } = await imported(text)
    expect(problems).toEqual([])
    expect(cues).toEqual(list.cues)
  }
})

it('words of a sheet come without what cannot be seen, or would turn the line around it', async () => {
  const { cues } = await imported(
    'Number\tName\tNote\n1\tSto\u0000rm\u001b[31m \u202etxt\tone\u0007 two\u2067\n',
  )
  expect(cues).toMatchObject([{ name: 'Sto rm [31m txt', note: 'one  two ' }])
})
