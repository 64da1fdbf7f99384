// Earlier versions for tests of something else: none is there, and none is kept.
import type { CoordinatorOptions } from '../../main/coordinator/coordinator.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'

export const NO_VERSIONS: CoordinatorOptions['versions'] = {
  keep: () => Promise.resolve(ok({ count: 0, bytes: 0 })),
  list: () => Promise.resolve(ok([])),
  read: (path) => Promise.resolve(failed(fault('version/unknown', path, 'there is none', 'save it'))),
}
