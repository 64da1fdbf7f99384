import { describe, expect, test } from 'vitest'
import { PortNumbers, listPorts } from '../../../../../main/protocols/midi/ports.ts'
import type { MidiPort } from '../../../../../main/protocols/midi/ports.ts'
import { FakeMidi } from '../../../../support/fake-midi.ts'

function listed(...names: readonly string[]): MidiPort[] {
  const system = new FakeMidi()
  for (const name of names) system.plug(name)
  return listPorts(new system.library.Input())
}

describe('the list of ports', () => {
  test('has names without the numbers that ALSA gives anew each time', () => {
    expect(listed('Midi Through:Midi Through Port-0 14:0', 'Pads:Pads MIDI 1 20:0')).toEqual([
      { path: 'Midi Through:Midi Through Port-0 14:0', name: 'Midi Through:Midi Through Port-0', index: 0 },
      { path: 'Pads:Pads MIDI 1 20:0', name: 'Pads:Pads MIDI 1', index: 1 },
    ])
  })

  test('has names without blanks at their ends', () => {
    expect(listed('nanoKEY2 ', ' Bus 1\t', 'Desk:Out  20:1').map(({ path, name }) => [path, name])).toEqual([
      ['nanoKEY2 ', 'nanoKEY2'],
      [' Bus 1\t', 'Bus 1'],
      ['Desk:Out  20:1', 'Desk:Out'],
    ])
  })

  test('tells ports apart that the system calls the very same', () => {
    expect(listed('Pads', 'Pads').map(({ path }) => path)).toEqual(['Pads', 'Pads (2)'])
  })

  test('leaves out the ends of ports that this program has open, not ports that others made', () => {
    const names = ['RtMidi Input Client:RtMidi Input 129:0', 'RtMidi Output Client:Sequencer 130:0', '']
    expect(listed(...names).map(({ name, index }) => [name, index])).toEqual([
      ['RtMidi Output Client:Sequencer', 1],
    ])
  })
})

describe('ports of one name', () => {
  const ports = (...numbers: readonly number[]): MidiPort[] =>
    numbers.map((number, index) => ({ path: `Pads ${number}:0`, name: 'Pads', index }))

  test('are numbered in the system’s order and keep their number', () => {
    const numbers = new PortNumbers()
    const second = (present: readonly MidiPort[]): string | undefined =>
      numbers.find(present, 'Pads', 2)?.path
    expect(second(ports(20, 24))).toBe('Pads 24:0')
    expect(second(ports(24))).toBe('Pads 24:0')
    expect(second(ports(20, 24, 28))).toBe('Pads 24:0')
    expect(second(ports(20, 28))).toBeUndefined()
  })

  test('are found by a name with blanks at its ends, and numbered together', () => {
    const present = listed('Pads ', 'Pads')
    const numbers = new PortNumbers()
    expect(numbers.find(present, 'Pads ', 1)?.path).toBe('Pads ')
    expect(numbers.find(present, ' Pads', 2)?.path).toBe('Pads')
  })

  test('give the lowest free number to one that is new', () => {
    const numbers = new PortNumbers()
    numbers.find(ports(20, 24), 'Pads', 1)
    expect(numbers.find(ports(24, 28), 'Pads', 1)?.path).toBe('Pads 28:0')
  })
})
