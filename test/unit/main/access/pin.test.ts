import { expect, test } from 'vitest'
import { readKept, keptText, NOTHING_KEPT } from '../../../../main/access/access-file.ts'
import { scryptPins } from '../../../../main/access/pin.ts'

test('a PIN is known again by its hash, however its characters were typed, and no other is', async () => {
  const kept = await scryptPins.hash('Café 4711')
  const read = readKept(keptText({ ...NOTHING_KEPT, pin: kept }), 'access.json')
  expect(read).toMatchObject({ ok: true, value: { pin: kept } })
  expect(await scryptPins.matches('Cafe\u0301 4711', kept)).toBe(true)
  expect(await scryptPins.matches('Café 4712', kept)).toBe(false)
})

test('the same PIN has another hash each time', async () => {
  const [one, two] = await Promise.all([scryptPins.hash('4711'), scryptPins.hash('4711')])
  expect(one.hash).not.toBe(two.hash)
})
