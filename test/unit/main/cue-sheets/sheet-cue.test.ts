import { describe, expect, it } from 'vitest'
import { sheetCue } from '../../../../main/cue-sheets/sheet-cue.ts'

describe('a row of a sheet', () => {
  it('is the cue that it describes', () => {
    const heads = ['No', 'Name', 'Note', 'Colour', 'Armed', 'Pre', 'Follow', 'Post', 'Page', 'Who']
    const row = { line: 7, cells: ['1.5', 'Storm', 'slowly', 'blue', 'no', '1', '1', '0:02', '12', ''] }
    const { cue, problems } = sheetCue(
      row,
      [
        'number',
        'name',
        'note',
        'colour',
        'armed',
        'preWait',
        'continue',
        'postWait',
        'addToNote',
        'addToNote',
      ],
      heads,
    )
    expect(problems).toEqual([])
    expect(cue).toEqual({
      line: 7,
      number: '1.5',
      name: 'Storm',
      note: 'slowly\nPage: 12',
      colour: '#2a6df4',
      armed: false,
      preWait: 1000,
      postWait: 2000,
      goesOn: 'auto-continue',
      id: '',
      group: null,
      inGroup: '',
      playlist: '',
      does: 'start',
      message: '',
      actions: '',
    })
  })

  it('is taken as if empty where a cell is not understood, which is said', () => {
    const { cue, problems } = sheetCue(
      { line: 3, cells: ['soon', 'puce', 'maybe', 'video', '3'] },
      ['preWait', 'colour', 'skip', 'type', 'continue'],
      [],
    )
    expect(cue).toMatchObject({ preWait: 0, colour: '', armed: true, does: 'start', goesOn: 'none' })
    expect(problems).toEqual([
      { line: 3, code: 'colour', text: 'puce' },
      { line: 3, code: 'yes-no', text: 'maybe' },
      { line: 3, code: 'duration', text: 'soon' },
      { line: 3, code: 'continue', text: '3' },
      { line: 3, code: 'type', text: 'video' },
    ])
  })
})
