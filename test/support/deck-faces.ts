// Faces of keys for tests: a cue at rest, and what is told of it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Letters } from '../../main/peripherals/hid/deck/letters.ts'
import type { DeckFace } from '../../shared/model/deck-face.ts'

export const LETTERS_FILE = join(import.meta.dirname, '../../assets/key-letters/letters.txt')
export const letters = new Letters(readFileSync(LETTERS_FILE, 'utf8'))

const BARE: DeckFace = {
  ...{ number: null, name: '', colour: null, state: 'idle', level: null, value: null, symbol: null },
}

export const face = (told: Partial<DeckFace>): DeckFace => ({ ...BARE, ...told })
