import { describe, expect, test } from 'vitest'
import { visibleColour } from '../../../../renderer/lib/colour.ts'

describe('colours of a show', () => {
  test('a colour that can be seen stays as it is', () => {
    expect(visibleColour('#d98a4a')).toBe('#d98a4a')
  })

  test('black becomes a grey that stands out from the panel', () => {
    expect(visibleColour('#000000')).toBe('#787878')
  })

  test('a deep blue becomes lighter and stays blue', () => {
    const [red, green, blue] = [1, 3, 5].map((at) =>
      Number.parseInt(visibleColour('#0000aa').slice(at, at + 2), 16),
    )
    expect(red).toBe(green)
    expect(blue).toBeGreaterThan(red!)
  })
})
