// Clients for tests: somebody of a name, and a page that says as little of itself as it may.
import type { PageIdentity } from '../../shared/contract/client.ts'
import type { Client } from '../../shared/model/client.ts'

/** Known everywhere by `name`, wherever it comes from. */
export function clientCalled(name: string, address: string | null = null): Client {
  return { id: name, name, way: 'web', source: name, address }
}

export const OPERATOR = clientCalled('operator')

export const SOME_PAGE: PageIdentity = {
  hello: () => ({ client: '', key: '', station: 'Test page' }),
  welcomed: () => undefined,
}
