import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PLACES, formatAddress, parseAddress } from '../../../../renderer/lib/address.ts'

describe('an address', () => {
  test.each([
    ['', null, {}],
    ['#', null, {}],
    ['#inputs', 'inputs', {}],
    ['#/inputs', 'inputs', {}],
    ['#show?list=main', 'show', { list: 'main' }],
    ['#log?cause=123&tab=chain', 'log', { cause: '123', tab: 'chain' }],
    ['#screen=FOH', null, { screen: 'FOH' }],
    ['#screen=FOH+left%26right', null, { screen: 'FOH left&right' }],
    ['#remote', 'remote', {}],
    ['#countdown?list=main', 'countdown', { list: 'main' }],
    ['#nowhere', null, {}],
    ['#show?list=', 'show', {}],
    ['#show?a=1?b=2', 'show', { a: '1?b=2' }],
    ['#show?%E0%A4%A', 'show', {}],
  ] as const)('%s says %s with %j', (hash, place, params) => {
    expect(parseAddress(hash)).toEqual({ place, params })
  })

  test('of any length is read no further than its bounds', () => {
    const hash = `#show?${Array.from({ length: 5_000 }, (_, at) => `p${at}=${at}`).join('&')}`
    expect(Object.keys(parseAddress(hash).params)).toHaveLength(20)
    expect(parseAddress(`#show?list=${'x'.repeat(100_000)}`).params['list']).toHaveLength(1_989)
  })

  test('a name of the language’s own changes nothing else', () => {
    const { params } = parseAddress('#show?__proto__=x&list=main')
    expect(params['list']).toBe('main')
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  test('that was written is read as it was meant', () => {
    const text = fc.string({ minLength: 1, maxLength: 20 })
    const params = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), text, { maxKeys: 5 })
    fc.assert(
      fc.property(fc.constantFrom(...PLACES), params, (place, said) => {
        expect(parseAddress(formatAddress({ place, params: said }))).toEqual({ place, params: { ...said } })
      }),
    )
  })
})
