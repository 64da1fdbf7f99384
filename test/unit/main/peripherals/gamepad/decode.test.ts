import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { PadDecoder } from '../../../../../main/peripherals/gamepad/decode.ts'
import { padLayout } from '../../../../../main/peripherals/gamepad/layout.ts'
import type { GamepadSnapshot } from '../../../../../shared/contract/inputs.ts'
import { pad } from '../client-bench.ts'

function decoder(hardware: string | null = '054c:09cc', standard = true) {
  const decoding = new PadDecoder()
  const layout = padLayout(hardware, standard)
  const changes: string[] = []
  const changed = (control: string, kind: string, value: number): void =>
    void changes.push(`${control} ${kind} ${value}`)
  return {
    take(snapshot: Partial<GamepadSnapshot>): string[] {
      decoding.decode({ id: '', standard, buttons: [], axes: [], ...snapshot }, layout, changed)
      return changes.splice(0)
    },
    mute: (snapshot: GamepadSnapshot) => decoding.mute(snapshot, layout),
    release(): string[] {
      decoding.release(changed)
      return changes.splice(0)
    },
  }
}

/** Buttons of which one is at a value. */
const at = (index: number, value: number): number[] =>
  Array.from({ length: 18 }, (_, i) => (i === index ? value : 0))

describe('names', () => {
  const named = (hardware: string | null, standard = true): string[] => {
    const decoding = decoder(hardware, standard)
    return Array.from({ length: 18 }, (_, index) => {
      decoding.take({ buttons: at(-1, 0) })
      return decoding
        .take({ buttons: at(index, 1) })
        .map((line) => line.split(' ')[0])
        .join('+')
    })
  }

  test.each([
    [
      'a DualShock 4',
      '054c:09cc',
      'cross circle square triangle l1 r1 l2Press+l2 r2Press+r2 share options l3 r3 dpad dpad dpad dpad ps touchpad',
    ],
    [
      'a DualSense',
      '054c:0ce6',
      'cross circle square triangle l1 r1 l2Press+l2 r2Press+r2 create options l3 r3 dpad dpad dpad dpad ps touchpad',
    ],
    [
      'a Switch Pro',
      '057e:2009',
      'b a y x l r zl zr minus plus leftStick rightStick up down left right home capture',
    ],
    [
      'an 8BitDo',
      '2dc8:6001',
      'b a y x l r zl+leftTrigger zr+rightTrigger select start leftStick rightStick dpad dpad dpad dpad home button18',
    ],
    [
      'any other',
      '045e:02ea',
      'a b x y lb rb lt+leftTrigger rt+rightTrigger back start leftStick rightStick dpad dpad dpad dpad guide share',
    ],
  ])('of %s are those on it', (_what, hardware, names) => {
    expect(named(hardware)).toEqual(names.split(' '))
  })

  test('of a pad that the browser does not know are numbers', () => {
    expect(named('054c:09cc', false)).toEqual(Array.from({ length: 18 }, (_, index) => `button${index + 1}`))
    expect(decoder(null, false).take({ axes: [0, 0, 0, 0, 0, -1] })).toEqual(['axis6 axis -1'])
  })

  test.each([
    ['dualshock-4', '054c:09cc', []],
    ['dualsense', '054c:0ce6', ['mute']],
    ['switch-pro', '057e:2009', ['dpad']],
  ])('are those of the HID profile %s, so that a show suits both ways', (file, hardware, missing) => {
    const profile = JSON.parse(
      readFileSync(new URL(`../../../../../assets/profiles/${file}.json`, import.meta.url), 'utf8'),
    ) as { layouts: { controls: { name: string; kind: string }[] }[] }
    const controls = profile.layouts.flatMap((layout) => layout.controls)
    const wanted = new Set(controls.map(({ name, kind }) => `${name} ${kind}`.replace(/ button$/, '')))
    const { buttons, axes, triggers, hat } = padLayout(hardware, true)
    const told = new Set([
      ...buttons.filter((name) => name !== null),
      ...[...axes, ...triggers.map(([, name]) => name)].map((name) => `${name} axis`),
      ...(hat === null ? [] : [`${hat} hat`]),
    ])
    const lacking = [...wanted].filter((name) => !told.has(name)).map((name) => name.split(' ')[0])
    expect(lacking).toEqual(missing)
    expect([...told].filter((name) => !wanted.has(name))).toEqual([])
  })
})

describe('buttons', () => {
  test('are told when they change, and only then', () => {
    const { take } = decoder()
    expect(take(pad('', 0))).toEqual(['cross button 1'])
    expect(take(pad('', 0))).toEqual([])
    expect(take(pad('', 0, 3))).toEqual(['triangle button 1'])
    expect(take(pad(''))).toEqual(['cross button 0', 'triangle button 0'])
  })

  test('that go halfway are down from the middle, and up well below it', () => {
    const { take } = decoder()
    const presses = [0.49, 0.5, 0.4, 0.35, 0.34, 0.49, 1].map((value) =>
      take({ buttons: at(6, value) }).filter((line) => line.includes('button')),
    )
    expect(presses).toEqual([
      [],
      ['l2Press button 1'],
      [],
      [],
      ['l2Press button 0'],
      [],
      ['l2Press button 1'],
    ])
  })

  test('that a snapshot lacks are let go of', () => {
    const { take } = decoder()
    take(pad('', 0, 12))
    expect(take({ buttons: [], axes: [] })).toEqual(['dpad hat -1', 'cross button 0'])
  })
})

describe('the hat', () => {
  test.each([
    [[12], 0],
    [[12, 15], 1],
    [[15], 2],
    [[13, 15], 3],
    [[13], 4],
    [[13, 14], 5],
    [[14], 6],
    [[12, 14], 7],
    [[12, 13, 15], 2],
  ])('with %j pressed is at %i', (pressed, position) => {
    expect(decoder().take(pad('', ...pressed))).toEqual([`dpad hat ${position}`])
  })

  test('is in the middle where opposite directions are pressed', () => {
    const { take } = decoder()
    expect(take(pad('', 12, 13))).toEqual([])
    expect(take(pad('', 12))).toEqual(['dpad hat 0'])
    expect(take(pad(''))).toEqual(['dpad hat -1'])
  })
})

describe('sticks', () => {
  test.each([
    [0, []],
    [0.1, []],
    [-0.1, []],
    [0.55, ['leftX axis 0.5']],
    [-0.55, ['leftX axis -0.5']],
    [1, ['leftX axis 1']],
    [-1, ['leftX axis -1']],
    [0.999_99, ['leftX axis 1']],
  ])('at %d', (raw, told) => {
    expect(decoder().take({ axes: [raw, 0, 0, 0] })).toEqual(told)
  })

  test('pushed up are below zero, as those of HID devices are', () => {
    expect(decoder().take({ axes: [0, -1, 0, -1] })).toEqual(['leftY axis -1', 'rightY axis -1'])
  })

  test('that tremble by one step of eight bits are silent', () => {
    const { take } = decoder()
    take({ axes: [0.5] })
    for (let count = 0; count < 20; count += 1) {
      expect(take({ axes: [0.5 + (count % 2) * (2 / 255)] })).toEqual([])
    }
  })

  test('that drift slowly are told all the same, and rest and ends exactly', () => {
    const { take } = decoder()
    const told = Array.from({ length: 1_001 }, (_, step) => take({ axes: [step / 1_000] })).flat()
    expect(told.length).toBeGreaterThan(70)
    expect(told.length).toBeLessThan(101)
    expect(told.at(-1)).toBe('leftX axis 1')
    expect(take({ axes: [0.099] })).toEqual(['leftX axis 0'])
  })
})

test('triggers are axes from 0 to 1 beside their buttons', () => {
  const { take } = decoder()
  expect(take({ buttons: at(7, 0.05) })).toEqual([])
  expect(take({ buttons: at(7, 0.28) })).toEqual(['r2 axis 0.2'])
  expect(take({ buttons: at(7, 1) })).toEqual(['r2Press button 1', 'r2 axis 1'])
  expect(take({ buttons: at(7, 0) })).toEqual(['r2Press button 0', 'r2 axis 0'])
})

describe('letting go', () => {
  test('of what is held leaves sticks where they are', () => {
    const { take, release } = decoder()
    take({ ...pad('', 0, 12), axes: [1, 0, 0, 0] })
    expect(release()).toEqual(['cross button 0', 'dpad hat -1'])
    expect(release()).toEqual([])
  })

  test('of a button that stays pressed makes it count again only once it was let go of by hand', () => {
    const { take, release } = decoder()
    take(pad('', 0))
    release()
    expect(take(pad('', 0, 1))).toEqual(['circle button 1'])
    expect(take(pad('', 1))).toEqual([])
    expect(take(pad('', 0, 1))).toEqual(['cross button 1'])
  })

  test('is needed of what was pressed before anybody listened', () => {
    const { take, mute } = decoder()
    mute(pad('', 0, 12))
    expect(take(pad('', 0, 12))).toEqual([])
    expect(take(pad('', 12, 15))).toEqual([])
    expect(take(pad(''))).toEqual([])
    expect(take(pad('', 0, 15))).toEqual(['cross button 1', 'dpad hat 2'])
  })
})
