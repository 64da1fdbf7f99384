import { describe, expect, test } from 'vitest'
import { shadesOf, visibleColour } from '../../../../renderer/lib/colour.ts'
import { channelsOf, contrast } from '../../../support/contrast.ts'

describe('colours of a show', () => {
  test('a colour that can be seen stays as it is', () => {
    expect(shadesOf('#d98a4a').dark).toBe('#d98a4a')
    expect(shadesOf('#155a80').light).toBe('#155a80')
  })

  test('black becomes a grey that stands out from a dark panel, and stays black on a light one', () => {
    expect(shadesOf('#000000')).toEqual({ dark: '#787878', light: '#000000' })
  })

  test('a deep blue becomes lighter and stays blue', () => {
    const [red, green, blue] = channelsOf(shadesOf('#0000aa').dark)
    expect(red).toBe(green)
    expect(blue).toBeGreaterThan(red!)
  })

  test.each(['#000000', '#ffffff', '#ffff00', '#0000ff', '#8a63d2'])(
    'marks of %s can be seen on panels of every theme',
    (hex) => {
      const { dark, light } = shadesOf(hex)
      expect(contrast(channelsOf(dark), channelsOf('#131314'))).toBeGreaterThanOrEqual(3)
      expect(contrast(channelsOf(light), channelsOf('#ffffff'))).toBeGreaterThanOrEqual(3)
    },
  )

  test('what is drawn follows the theme', () => {
    expect(visibleColour('#155a80')).toMatch(/^light-dark\(#155a80, rgb\(from #\w{6} .*--own-hue.*--only-red/)
  })
})
