import { describe, expect, test } from 'vitest'
import { followed } from '../../../../renderer/lib/follow.ts'
import { fit, xAt, zoomAt } from '../../../../renderer/lib/time-scale.ts'

const LENGTH = 60_000
const whole = fit(LENGTH, 1_000)
/** Zoomed in at the middle, as the buttons do. */
const close = zoomAt(whole, 500, 1 / 8, LENGTH)

describe('following the playhead', () => {
  test('zoomed in away from it, the page turns to where it is', () => {
    expect(xAt(close, 2_000)).toBeLessThan(0)
    const turned = followed(close, 2_000, LENGTH)!
    expect(xAt(turned, 2_000)).toBeGreaterThanOrEqual(0)
    expect(xAt(turned, 2_000)).toBeLessThanOrEqual(950)
    expect(turned.span).toBe(close.span)
    expect(followed(turned, 2_000, LENGTH)).toBeNull()
  })

  test('it is in view at every moment of a run', () => {
    let scale = close
    for (let position = 0; position <= LENGTH; position += 16) {
      scale = followed(scale, position, LENGTH) ?? scale
      expect(xAt(scale, position)).toBeGreaterThanOrEqual(0)
      expect(xAt(scale, position)).toBeLessThanOrEqual(1_000)
    }
  })

  test('a run that is moved back takes the page along', () => {
    const later = followed(close, 50_000, LENGTH)!
    expect(xAt(followed(later, 10_000, LENGTH)!, 10_000)).toBeCloseTo(100)
  })

  test('where the timeline ends no page is turned', () => {
    const end = followed(close, LENGTH, LENGTH)!
    expect(followed(end, LENGTH, LENGTH)).toBeNull()
  })

  test('all of it needs no following', () => {
    for (const position of [0, 30_000, LENGTH]) expect(followed(whole, position, LENGTH)).toBeNull()
  })
})
