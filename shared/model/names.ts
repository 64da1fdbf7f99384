// How things of a show are called: ids, and types of events.
import { z } from 'zod'
import { FORBIDDEN_KEYS } from './json.ts'

export const identifier = z
  .string()
  .max(100)
  .regex(
    /^[A-Za-z0-9][\w.-]*$/,
    'must be letters, digits, dots, dashes and underscores, and start with a letter or digit',
  )

/** Of a thing that the show file lists by its name: as a field of an object. */
export const fieldName = identifier.refine((name) => !FORBIDDEN_KEYS.has(name), 'this name is not allowed')

/** A layer that is to be on, or off. */
export const layerName = z
  .string()
  .max(101)
  .regex(/^!?[A-Za-z0-9][\w.-]*$/, 'must be the name of a layer, with ! before it where that is to be off')

/** Two or more dot-separated words: `lights.go`. */
export const eventTypeName = z
  .string()
  .max(120)
  .regex(/^[a-zA-Z][\w-]*(?:\.[a-zA-Z][\w-]*)+$/, 'an event type is words joined by dots, such as lights.go')

/** Blanks at the ends of a port's name, which stands between its family and its number. */
const PORT_BLANKS = /^midi:\s+|\s+(?=:\d+$)/g

/** Producer of events as a show names it. Of a MIDI port without the blanks at the ends of its name, as it is when it is found. */
export const eventSource = z
  .string()
  .max(200)
  .overwrite((source) =>
    source.startsWith('midi:')
      ? source.replace(PORT_BLANKS, (blanks) => (blanks.startsWith('midi:') ? 'midi:' : ''))
      : source,
  )
