// Payloads of fades of parameters: asked for, begun and ended.
import { z } from 'zod'
import { askedFade } from '../fade.ts'
import { paramValue } from '../param-value.ts'
import { count } from './common.ts'

/** `arrived` where it came to its end; all others left the value where it was. */
export const fadeEnd = z.enum(['arrived', 'takenOver', 'stopped', 'panic', 'changed', 'slept'])
export type FadeEnd = z.infer<typeof fadeEnd>

/** Where one is that is held, or goes on. */
const standing = z.object({
  name: z.string(),
  fade: count,
  value: paramValue,
  /** Milliseconds that it still takes. */
  left: z.number().nonnegative(),
  /** The scene whose recall it is part of. */
  scene: z.string().optional(),
})

export const fadePayloads = {
  /** A step or a rule wants a parameter to fade; due when it arose, however late it is heard. */
  'param.fade': askedFade,
  /** `fade` is its number, by which its end is known. */
  'param.fadeStarted': z.object({
    name: z.string(),
    fade: count,
    from: paramValue,
    to: paramValue,
    over: z.number().nonnegative(),
    by: z.string(),
    /** The scene whose recall it is part of; absent where it was asked for by itself. */
    scene: z.string().optional(),
  }),
  /** What began it is paused, and it stands where it is until that goes on. */
  'param.fadeHeld': standing,
  /** It goes on from there, and is at its end `left` ms later. */
  'param.fadeResumed': standing,
  'param.fadeEnded': z.object({
    name: z.string(),
    fade: count,
    how: fadeEnd,
    /** Where it left the parameter. */
    value: paramValue,
    /** Who ended it; null where it arrived. */
    by: z.string().nullable(),
    /** Milliseconds for which it moved: without those for which it was held. */
    lasted: z.number().nonnegative(),
    /** The scene whose recall it was part of. */
    scene: z.string().optional(),
    /** The scene whose recall has taken it over. */
    byScene: z.string().optional(),
  }),
} as const
