import { describe, expect, test } from 'vitest'
import { fullNames } from '../../../../main/web/machine-names.ts'

const answers: Readonly<Record<string, readonly string[]>> = {
  '10.0.0.5': ['rack.studio.example'],
  '10.1.0.5': ['RACK.lighting.example.', 'www.evil.example'],
  '127.0.1.1': ['rack.example.org', 'rack'],
  '192.168.7.1': ['rack2.studio.example', 'rack-evil.example', 'evil.example'],
}
const service = {
  reverse: (address: string): Promise<readonly string[]> =>
    address in answers ? Promise.resolve(answers[address]!) : Promise.reject(new Error('ENOTFOUND')),
  cancel() {},
}

describe('the full names of a machine', () => {
  const addresses = ['127.0.1.1', '10.0.0.5', '10.1.0.5', 'fe80::1', '192.168.7.1']

  test.each(['rack', 'RACK.local', 'rack.studio.example'])(
    'called %s are those of its addresses that begin with its own',
    async (name) => {
      expect(await fullNames({ name, addresses }, service)).toEqual([
        ...['rack.example.org', 'rack', 'rack.studio.example', 'RACK.lighting.example.'],
      ])
    },
  )

  test('are none where the name service knows nothing', async () => {
    expect(await fullNames({ name: 'rack', addresses: ['10.9.9.9'] }, service)).toEqual([])
  })
})
