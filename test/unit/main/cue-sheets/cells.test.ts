import { describe, expect, it } from 'vitest'
import { colourOf, durationOf, goesOn, isYes, meant } from '../../../../main/cue-sheets/cells.ts'

describe('a duration in a sheet', () => {
  it.each([
    ['', 0],
    ['0', 0],
    ['1.5', 1500],
    ['1,5', 1500],
    ['0.1', 100],
    ['90', 90_000],
    ['1:30', 90_000],
    ['0:01:30.5', 90_500],
    ['00:01:30,25', 90_250],
    ['250 ms', 250],
    ['1.5s', 1500],
    ['2 min', 120_000],
    ['1m 30s', 90_000],
    ['1h2m3s', 3_723_000],
  ])('reads %j as %d ms', (cell, ms) => {
    expect(durationOf(cell)).toBe(ms)
  })

  it.each(['soon', '-1', '1:2:3:4', '5 parsecs', '1..5', '1 2', 'NaN', 'Infinity', '0x10', '2 constructor'])(
    'does not take %j for one',
    (cell) => {
      expect(durationOf(cell)).toBeNull()
    },
  )
})

describe('yes and no in a sheet', () => {
  it.each(['x', 'X', 'yes', 'TRUE', '1', '✓'])('%j is yes', (cell) => {
    expect(isYes(cell)).toBe(true)
  })
  it.each(['', 'no', 'FALSE', '0', '-'])('%j is no', (cell) => {
    expect(isYes(cell)).toBe(false)
  })
  it('anything else is neither', () => {
    expect(isYes('perhaps')).toBeNull()
  })
})

describe('how a cue goes on', () => {
  it.each([
    ['', 'none'],
    ['0', 'none'],
    ['Do not continue', 'none'],
    ['1', 'auto-continue'],
    ['Auto-continue', 'auto-continue'],
    ['auto continue', 'auto-continue'],
    ['2', 'auto-follow'],
    ['Auto-Follow', 'auto-follow'],
    ['play-next', 'auto-follow'],
    ['load-next', 'none'],
  ])('%j is %s', (cell, expected) => {
    expect(goesOn(cell)).toBe(expected)
  })
  it('does not guess', () => {
    expect(goesOn('3')).toBeNull()
    expect(goesOn('constructor')).toBeNull()
  })
})

describe('a colour in a sheet', () => {
  it.each([
    ['', ''],
    ['none', ''],
    ['#FF8800', '#ff8800'],
    ['#f80', '#ff8800'],
    ['#ff8800cc', '#ff8800'],
    ['Hot Pink', '#ff69b4'],
  ])('%j is %j', (cell, expected) => {
    expect(colourOf(cell)).toBe(expected)
  })
  it('is null where it is not known', () => {
    expect(colourOf('puce')).toBeNull()
    expect(colourOf('__proto__')).toBeNull()
  })
})

it('takes the apostrophe away that keeps a text from being a formula', () => {
  expect(meant("'=SUM(A1)")).toBe('=SUM(A1)')
  expect(meant("'-3 dB")).toBe('-3 dB')
  expect(meant("'tis the season")).toBe("'tis the season")
})
