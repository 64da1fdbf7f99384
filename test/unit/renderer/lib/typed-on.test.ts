import { expect, test } from 'vitest'
import { TypedOn } from '../../../../renderer/lib/typed-on.ts'

function typedInto() {
  const field = { isConnected: true }
  const typedOn = new TypedOn()
  typedOn.typed(field, 's', 1_000)
  return { field, typedOn }
}

test('keys in a field that is there are not taken from it', () => {
  const { typedOn } = typedInto()
  expect(typedOn.takes('s', 1_010)).toBe(false)
})

test('keys go on being text for a second after the last one that the vanished field took', () => {
  const { field, typedOn } = typedInto()
  field.isConnected = false
  expect(typedOn.takes('s', 1_500)).toBe(true)
  expect(typedOn.takes(' ', 2_000)).toBe(true)
  expect(typedOn.takes('p', 2_001)).toBe(false)
})

test('who goes on pressing is not kept waiting by it', () => {
  const { field, typedOn } = typedInto()
  field.isConnected = false
  const taken = Array.from({ length: 13 }, (_, press) => typedOn.takes(' ', 1_200 + 200 * press))
  expect(taken.lastIndexOf(true)).toBe(4)
})

test.each(['Escape', 'F2', 'ArrowDown'])('%s is no text and ends it', (key) => {
  const { field, typedOn } = typedInto()
  field.isConnected = false
  expect(typedOn.takes(key, 1_100)).toBe(false)
  expect(typedOn.takes('s', 1_200)).toBe(false)
})

test('Enter ends an entry, and a click shows that the hands have moved on', () => {
  const { field, typedOn } = typedInto()
  typedOn.typed(field, 'Enter', 1_050)
  field.isConnected = false
  expect(typedOn.takes('s', 1_100)).toBe(false)

  const other = typedInto()
  other.field.isConnected = false
  other.typedOn.end()
  expect(other.typedOn.takes('s', 1_100)).toBe(false)
})
