// How things of a show are called: ids, and types of events.
import { z } from 'zod'

export const identifier = z
  .string()
  .max(100)
  .regex(
    /^[A-Za-z0-9][\w.-]*$/,
    'must be letters, digits, dots, dashes and underscores, and start with a letter or digit',
  )

/** Two or more dot-separated words: `lights.go`. */
export const eventTypeName = z
  .string()
  .max(120)
  .regex(/^[a-zA-Z][\w-]*(?:\.[a-zA-Z][\w-]*)+$/, 'an event type is words joined by dots, such as lights.go')
