import { describe, expect, test } from 'vitest'
import { KeptEscape } from '../../../../renderer/lib/kept-escape.ts'

const list = { tagName: 'SELECT' }

describe('an Escape that comes up', () => {
  test('on a list without having gone down was kept by the list', () => {
    const escape = new KeptEscape()
    escape.touched(null)
    expect(escape.released(list)).toBe(true)
    expect(escape.released({ tagName: 'INPUT', type: 'datetime-local' })).toBe(true)
  })

  test('after it went down on the page was told already', () => {
    const escape = new KeptEscape()
    escape.touched('Escape')
    expect(escape.released(list)).toBe(false)
    expect(escape.released(list)).toBe(true)
  })

  test('on anything else was pressed elsewhere', () => {
    const escape = new KeptEscape()
    escape.touched(null)
    for (const element of [null, { tagName: 'BUTTON' }, { tagName: 'INPUT', type: 'text' }])
      expect(escape.released(element)).toBe(false)
  })

  test('in a window that has just come to the front may have closed what was in front of it', () => {
    const escape = new KeptEscape()
    escape.touched(null)
    escape.moved()
    expect(escape.released(list)).toBe(false)
    escape.touched('ArrowDown')
    expect(escape.released(list)).toBe(true)
  })
})
