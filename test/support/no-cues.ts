// For rules of shows without cue lists.
import { failed, fault } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { RuleCues } from '../../main/schedulers/options.ts'

const none = (): Result<never> => failed(fault('cue/no-lists', 'cues', 'there are none', 'declare a list'))

export const NO_CUES: RuleCues = { go: none, start: none, stop: none, arm: none }
