// A rule as one who asks something of others: by its name, as people know it.
import type { Client } from '../../shared/model/client.ts'
import type { RuleState } from './state.ts'

export function clientOf({ owner, name, scheduler }: RuleState): Client {
  const { source } = scheduler
  return { id: owner, name: `rule ${name}`, way: 'rule', source, address: null }
}
