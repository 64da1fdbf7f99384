// Who asks over HTTP: a program at an address, since requests do not say more.
import { plainAddress } from '../../shared/base/network-address.ts'
import type { Client } from '../../shared/model/client.ts'

export function httpClient(address: string): Client {
  const plain = plainAddress(address)
  return {
    id: `http:${plain}`,
    name: `HTTP ${plain}`,
    way: 'rest',
    source: `http:${plain}`,
    address,
  }
}
