import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  LOOKS,
  SMALLEST_TEXT,
  TRANSPORT_LOOKS,
  drawFace,
} from '../../../../../../main/peripherals/hid/deck/draw-face.ts'
import type { DeckFace } from '../../../../../../shared/model/deck-face.ts'
import { DECK_STATES, DECK_SYMBOLS } from '../../../../../../shared/model/deck-face.ts'
import { contrast } from '../../../../../support/contrast.ts'
import { face, letters } from '../../../../../support/deck-faces.ts'
import { pngOf } from '../../../../../support/png.ts'

const SIZES = [72, 80, 96, 112, 120].map((side) => ({ width: side, height: side }))
const STRIP = { width: 200, height: 100 }

const draw = (told: Partial<DeckFace> | null, size = SIZES[0]!) =>
  drawFace(letters, told === null ? null : face(told), size)

const pixel = (told: Partial<DeckFace> | null, x: number, y: number, size = SIZES[0]!): number[] => {
  const { pixels, width } = draw(told, size)
  return [...pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)]
}

/** Pixels of a part that are far from the ground in its upper left corner. */
function inked(
  told: Partial<DeckFace>,
  size: { width: number; height: number },
  from: number,
  to: number,
): number {
  const { pixels, width, height } = draw(told, size)
  const ground = [...pixels.subarray((Math.floor(height / 2) * width + 1) * 4).subarray(0, 3)]
  let count = 0
  for (let y = Math.round(from * height); y < to * height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4
      const far = ground.some((channel, index) => Math.abs(channel - pixels[at + index]!) > 60)
      if (far) count += 1
    }
  }
  return count
}

test('the colour of a cue is a band, a bar is as long as its level, and standby has a frame', () => {
  const running: Partial<DeckFace> = {
    number: '7',
    name: 'Rain',
    colour: '#3b82f6',
    state: 'running',
    level: 0.5,
  }
  expect(pixel(running, 36, 7)).toEqual([0x3b, 0x82, 0xf6, 255])
  expect(pixel(running, 10, 64)).toEqual([...LOOKS.running.mark, 255])
  expect(pixel(running, 34, 64)).toEqual([...LOOKS.running.mark, 255])
  expect(pixel(running, 38, 64)).not.toEqual([...LOOKS.running.mark, 255])
  expect(pixel(running, 1, 1)).toEqual([...LOOKS.running.ground, 255])
  expect(pixel({ name: 'Rain', state: 'standby' }, 1, 1)).toEqual([255, 255, 255, 255])
  expect(pixel({ name: 'Rain', state: 'standby' }, 70, 70)).toEqual([255, 255, 255, 255])
  expect(pixel({ name: 'Rain' }, 1, 1)).toEqual([0, 0, 0, 255])
})

test('no face is dark, and every pixel is opaque', () => {
  for (const size of [...SIZES, STRIP]) {
    const dark = draw(null, size)
    expect(dark.pixels).toHaveLength(size.width * size.height * 4)
    expect(dark.pixels.every((value, at) => value === (at % 4 === 3 ? 255 : 0))).toBe(true)
    const { pixels } = draw({ number: '1', name: 'Preset', state: 'running', level: 2 }, size)
    expect(pixels.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true)
  }
})

test('text stands out from its ground, most where it matters most', () => {
  for (const state of DECK_STATES) {
    const { ground, text, soft, mark } = LOOKS[state]
    const least = state === 'disarmed' ? 4.5 : 7
    expect(contrast(text, ground), state).toBeGreaterThanOrEqual(least)
    expect(contrast(soft, ground), state).toBeGreaterThanOrEqual(least)
    expect(contrast(mark, ground), state).toBeGreaterThanOrEqual(4.5)
  }
  for (const symbol of DECK_SYMBOLS) {
    const { ground, text, mark } = TRANSPORT_LOOKS[symbol]
    expect(contrast(text, ground), symbol).toBeGreaterThanOrEqual(7)
    expect(contrast(mark, ground), symbol).toBeGreaterThanOrEqual(4.5)
  }
})

test('states differ without colour: each has a sign, a frame, or nothing', () => {
  const grey = (told: Partial<DeckFace>): string => {
    const { pixels } = draw(told)
    const shape: number[] = []
    const middle = pixels.subarray((36 * 72 + 1) * 4)[0]!
    for (let at = 0; at < pixels.length; at += 4) shape.push(Math.abs(pixels[at + 1]! - middle) > 90 ? 1 : 0)
    return shape.join('')
  }
  const told = (state: DeckFace['state']) => grey({ number: '7', name: 'Rain', state })
  const shapes = (['standby', 'running', 'paused', 'disarmed', 'failed'] as const).map(told)
  expect(new Set(shapes).size).toBe(shapes.length)
})

test('a number is never cut, on no size of key, beside a sign and under a band', () => {
  for (const size of SIZES) {
    for (const state of DECK_STATES) {
      const short = inked({ number: '1001.25', name: 'x', colour: '#ff0000', state }, size, 0.14, 0.4)
      const shorter = inked({ number: '1001.2', name: 'x', colour: '#ff0000', state }, size, 0.14, 0.4)
      expect(short).not.toBe(shorter)
    }
  }
  expect(SMALLEST_TEXT).toBe(13)
})

test('names in any writing, and what there is no letter of, show something', () => {
  for (const name of ['Überblendung', 'Интермедия', 'Αυλαία', 'Światła', 'Şafak', '日本', '🎭']) {
    for (const size of [...SIZES, STRIP]) expect(inked({ name }, size, 0.2, 0.8), name).toBeGreaterThan(30)
  }
})

test('a picture of all of them is kept, to be looked at', () => {
  const faces: Partial<DeckFace>[] = [
    { number: '12.5', name: 'House to half', colour: '#ffb000', state: 'standby' },
    { number: '101.5', name: 'Thunder and lightning', colour: '#3b82f6', state: 'running', level: 0.6 },
    { number: '13', name: 'Rain', state: 'paused', level: 0.3 },
    { number: '14', name: 'Old blackout', state: 'disarmed' },
    { number: '15', name: 'Video wall', state: 'failed' },
    { name: 'Front wash', value: '72 %', level: 0.72 },
    { name: 'GO', symbol: 'go' },
    { name: 'PANIC', symbol: 'panic' },
  ]
  const folder = join(import.meta.dirname, '../../../../../../.cache/pictures/deck')
  mkdirSync(folder, { recursive: true })
  for (const size of [SIZES[0]!, SIZES[4]!, STRIP]) {
    const all = new Uint8Array(faces.length * size.width * size.height * 4)
    for (const [index, told] of faces.entries()) {
      all.set(draw(told, size).pixels, index * size.width * size.height * 4)
    }
    const png = pngOf(all, size.width, size.height * faces.length)
    writeFileSync(join(folder, `${size.width}.png`), png)
    expect(png.readUInt32BE(16)).toBe(size.width)
  }
})
