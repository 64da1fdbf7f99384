import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addressesReached,
  compileOscPattern,
  isOscPattern,
  literalAddress,
  oscPatternFault,
} from '../../../../shared/model/osc-pattern.ts'
import { runs } from '../../../support/property-runs.ts'

const matches = (pattern: string, address: string): boolean => compileOscPattern(pattern)(address)

/** Slow and obvious: the sets of rests that each part of a pattern may leave. */
function leaves(part: string, address: string): string[] {
  const [first = ''] = address
  if (part === '?') return first !== '' && first !== '/' ? [address.slice(1)] : []
  if (part === '*') {
    const run = /^[^/]*/.exec(address)![0].length
    return Array.from({ length: run + 1 }, (_, taken) => address.slice(taken))
  }
  if (part === '//') {
    if (first !== '/') return []
    return [...address].flatMap((character, at) => (character === '/' ? [address.slice(at + 1)] : []))
  }
  if (part === '[a-c]') return /^[a-c]/.test(address) ? [address.slice(1)] : []
  if (part === '[!a]') return /^[^a/]/.test(address) ? [address.slice(1)] : []
  const options = part.startsWith('{') ? part.slice(1, -1).split(',') : [part]
  return options.filter((option) => address.startsWith(option)).map((option) => address.slice(option.length))
}

function obviouslyMatches(parts: readonly string[], address: string): boolean {
  let rests = new Set([address])
  for (const part of parts) rests = new Set([...rests].flatMap((rest) => leaves(part, rest)))
  return rests.has('')
}

describe('an OSC address pattern', () => {
  test.each([
    ['/go', '/go'],
    ['/cue/?/start', '/cue/7/start'],
    ['/cue/*/start', '/cue/intro.2/start'],
    ['/cue/*', '/cue/'],
    ['/ch/[0-9][0-9]/mute', '/ch/07/mute'],
    ['/ch/[!0-3]', '/ch/4'],
    ['/ch/[-a]', '/ch/-'],
    ['/ch/[a-]', '/ch/-'],
    ['/{red,green}/on', '/green/on'],
    ['/{re,red}d', '/red'],
    ['/{a,ab}*{b,c}', '/abb'],
    ['/fader{,s}', '/fader'],
    ['//mute', '/mute'],
    ['//mute', '/a/b/c/mute'],
    ['/a//b', '/a/b'],
    ['/a//b', '/a/x/y/b'],
    ['/a//', '/a/x/y'],
    ['//*', '/a/b'],
    ['/?', '/😀'],
    ['/[😀-😎]', '/😃'],
  ])('%s matches %s', (pattern, address) => {
    expect(matches(pattern, address)).toBe(true)
  })

  test.each([
    ['/go', '/go/'],
    ['/go', '/Go'],
    ['/cue/?/start', '/cue/12/start'],
    ['/cue/?', '/cue//'],
    ['/cue/*', '/cue/1/start'],
    ['/*', '/a/b'],
    ['/ch/[0-9]', '/ch/a'],
    ['/ch/[!0-3]', '/ch/3'],
    ['/a[!b]c', '/a/c'],
    ['/{red,green}', '/redgreen'],
    ['/a//b', '/ab'],
    ['/a//b', '/a/xb'],
    ['/a//', '/a'],
    ['/a.c', '/abc'],
    ['/a+', '/aa'],
  ])('%s does not match %s', (pattern, address) => {
    expect(matches(pattern, address)).toBe(false)
  })

  test.each([
    ['go', 'it does not start with /'],
    ['', 'it does not start with /'],
    ['/ch/[0-9', '[ has no partner, or encloses something other than plain text'],
    ['/ch/0-9]', '] has no partner, or encloses something other than plain text'],
    ['/{a,b', '{ has no partner, or encloses something other than plain text'],
    ['/a}', '} has no partner, or encloses something other than plain text'],
    ['/{a,{b}}', '{ has no partner, or encloses something other than plain text'],
    ['/{a*,b}', '{ has no partner, or encloses something other than plain text'],
    ['/a[/]b', '[ has no partner, or encloses something other than plain text'],
    ['/[]', '[ has no partner, or encloses something other than plain text'],
    ['/[!]', '[!] names no character'],
    ['/[z-a]', '[z-a] holds a range that runs backwards'],
  ])('%s is refused and matches nothing', (pattern, fault) => {
    expect(oscPatternFault(pattern)).toBe(fault)
    expect(matches(pattern, pattern)).toBe(false)
  })

  test('an address without pattern characters is no pattern', () => {
    expect(isOscPattern('/cue/1/start')).toBe(false)
    expect(isOscPattern('/cue/*/start')).toBe(true)
    expect(isOscPattern('//start')).toBe(true)
  })

  test('matches what a slow and obvious walk matches', () => {
    const part = fc.constantFrom('a', 'b', '/', '?', '*', '//', '[a-c]', '[!a]', '{a,ab}', '{,b}', '{ba,b,c}')
    const address = fc.array(fc.constantFrom('a', 'b', 'c', '/'), { maxLength: 10 })
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), address, (rawParts, rest) => {
        // Slashes that meet would be read as one //.
        const parts = [
          '/',
          'a',
          ...rawParts.flatMap((one) => (one.startsWith('/') ? [one, 'a'] : [one])),
          'c',
        ]
        const wanted = ['/a', ...rest].join('') + 'c'
        expect(matches(parts.join(''), wanted)).toBe(obviouslyMatches(parts, wanted))
      }),
      runs(3000),
    )
  })

  test('a hundred stars against a thousand characters come to an end', () => {
    const address = `/${'a'.repeat(1000)}`
    expect(matches(`/${'*a'.repeat(100)}b`, address)).toBe(false)
    expect(matches(`/${'{a,aa}*'.repeat(100)}`, address)).toBe(true)
    expect(matches(`${'//*'.repeat(100)}/b`, '/a'.repeat(500))).toBe(false)
  })
})

describe('an address as a show writes it', () => {
  test('names one address, or several', () => {
    expect(literalAddress('/cue/1')).toBe('/cue/1')
    expect(literalAddress('/cue/*')).toBeNull()
    expect(literalAddress({ exactly: '/cue/*' })).toBe('/cue/*')
  })
})

describe('the addresses that a pattern reaches', () => {
  test('are those that it matches', () => {
    expect(addressesReached('/a/{1,2}', ['/a/1', '/b/1', '/a/3', '/a/2'])).toEqual(['/a/1', '/a/2'])
    expect(addressesReached('/a/[1', ['/a/1'])).toEqual([])
  })

  test('are found among ten thousand', () => {
    const addresses = Array.from({ length: 10_000 }, (_, index) => `/cue/${index}/start`)
    expect(addressesReached('/*/17*/start', addresses)).toHaveLength(111)
  })

  test.each(['/*a*a*a*b*', '/{a,aa,aaa}*{b,c}*', '//a*//b*', '/[a-z]*[!a]*'])(
    'take work that grows with the address and no faster: %s',
    (pattern) => {
      const stepsFor = (length: number): number => {
        const meter = { steps: 0 }
        addressesReached(pattern, [`/${'a'.repeat(length)}`], meter)
        return meter.steps
      }
      expect(stepsFor(1000) - stepsFor(500)).toBeLessThanOrEqual(1.1 * (stepsFor(500) - stepsFor(0)))
    },
  )

  test('are not looked for without end', () => {
    const addresses = new Array<string>(10_000).fill(`/${'a'.repeat(1000)}`)
    expect(addressesReached(`/${'*a'.repeat(500)}*b*`, addresses)).toBeNull()
  })
})
