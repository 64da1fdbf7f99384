// The system's MIDI ports as they are now, by names that stay the same when a port comes back.
import type { MidiObject } from './midi-library.ts'

export interface MidiPort {
  /** Where it is now: unique among the ports of one direction. */
  readonly path: string
  /** Without the numbers that ALSA gives anew each time, and without blanks at its ends; several ports may share a name. */
  readonly name: string
  /** What `openPort` takes; good until a port comes or goes. */
  readonly index: number
}

/** A port as a show names it: the so-maniest of those that are called so. */
interface NamedPort {
  readonly port: string
  readonly occurrence: number
}

/** What the library's own ends of open ports are called; ALSA lists them like any port. */
const OWN = /^RtMidi (?:Input|Output) Client:RtMidi (?:Input|Output) \d+:\d+$/

/** Client and port number at the end of a name, as in `Launchpad X:Launchpad X MIDI 1 20:0`. */
const NUMBERS = / \d+:\d+$/

/** Whether two definitions mean the same port of the system. */
export function isSamePort(one: NamedPort, other: NamedPort): boolean {
  return one.port === other.port && one.occurrence === other.occurrence
}

/** Ports in the system's order, without those that this program has opened itself. */
export function listPorts(ports: MidiObject): MidiPort[] {
  const found: MidiPort[] = []
  const seen = new Map<string, number>()
  const count = ports.getPortCount()
  for (let index = 0; index < count; index += 1) {
    const fullName = ports.getPortName(index)
    if (fullName === '' || OWN.test(fullName)) continue
    const before = seen.get(fullName) ?? 0
    seen.set(fullName, before + 1)
    const path = before === 0 ? fullName : `${fullName} (${before + 1})`
    found.push({ path, name: fullName.replace(NUMBERS, '').trim(), index })
  }
  return found
}

/** Tells ports of one name apart: numbers them from 1 in the system's order, and keeps the number of a port that stays. */
export class PortNumbers {
  /** By name: the path that has or had each number, the first at index 0. */
  readonly #paths = new Map<string, string[]>()

  /** The port of this name and number among all that are `present`, or undefined. */
  find(present: readonly MidiPort[], wanted: string, number: number): MidiPort | undefined {
    // Nobody sees the blank at the end of a name, and some systems leave it out.
    const name = wanted.trim()
    const ports = present.filter((port) => port.name === name)
    const paths = this.#paths.get(name) ?? []
    this.#paths.set(name, paths)
    const isPresent = (path: string): boolean => ports.some((port) => port.path === path)
    for (const { path } of ports) {
      if (paths.includes(path)) continue
      const free = paths.findIndex((taken) => !isPresent(taken))
      paths[free < 0 ? paths.length : free] = path
    }
    return ports.find(({ path }) => path === paths[number - 1])
  }
}
