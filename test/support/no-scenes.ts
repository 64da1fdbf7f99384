// Scenes for stages whose show has none.
import { failed, fault } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'

const none = (): Result<never> => failed(fault('scene/unknown', 'scenes', 'there are none', 'store one'))

export const NO_SCENES = { recall: none }
