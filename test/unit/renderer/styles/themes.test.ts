// The colours of every theme, computed: what can be read, told apart, and seen by eyes that must stay used to the dark.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { channelsOf, contrast } from '../../../support/contrast.ts'

const root = join(import.meta.dirname, '../../../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const withoutComments = (css: string): string => css.replaceAll(/\/\*[\s\S]*?\*\//g, '')

/** Rules without rules in them, also those inside of a media query. */
function rulesOf(css: string): { selector: string; body: string }[] {
  return [...withoutComments(css).matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector, body]) => ({
    selector: selector!.trim(),
    body: body!,
  }))
}

function tokensOf(body: string): Map<string, string> {
  return new Map([...body.matchAll(/--([a-z-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!]))
}

const [dark, light, highContrast, red, system] = rulesOf(read('renderer/styles/themes.css')).map((rule) => ({
  ...rule,
  tokens: tokensOf(rule.body),
}))
const themes = { dark: dark!, light: light!, contrast: highContrast!, red: red! }
const named = Object.entries(themes).map(([name, { tokens }]) => ({ name, tokens }))

const SURFACES = [
  'ground',
  'panel',
  'raised',
  'control',
  'control-hover',
  'accent-soft',
  'go-dim',
  'warn-dim',
  'fail-dim',
]
const WORDS = ['text', 'text-soft', 'text-faint', 'accent', 'go', 'warn', 'fail']
const FILLS: Record<string, string> = {
  'go-fill': 'on-go',
  'go-fill-hover': 'on-go',
  'panic-fill': 'on-panic',
  'panic-fill-hover': 'on-panic',
}
/** Marks and grounds of bars, that have no words on them. */
const MARKS = [...WORDS, 'line', 'line-strong']

const styles = ['*.svelte', '*/**/*.svelte', 'styles/base.css']
  .flatMap((pattern) => globSync(`renderer/${pattern}`, { cwd: root }))
  .map((path) => ({ path, text: read(path) }))
  .map(({ path, text }) => ({
    path,
    css: path.endsWith('.svelte') ? (/<style[^>]*>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '') : text,
  }))
const coloured = styles.flatMap(({ path, css }) =>
  rulesOf(css).map(({ selector, body }) => ({
    where: `${path} ${selector}`,
    words: /(?:^|[;\s])color:\s*var\(--([a-z-]+)\)/.exec(body)?.[1],
    ground: /(?:^|[;\s])background(?:-color)?:\s*var\(--([a-z-]+)\)/.exec(body)?.[1],
  })),
)

function between(tokens: ReadonlyMap<string, string>, one: string, other: string): number {
  return contrast(channelsOf(tokens.get(one)!), channelsOf(tokens.get(other)!))
}

/** The pairs that are nearer to each other than they may be. */
function tooNear(
  tokens: ReadonlyMap<string, string>,
  pairs: readonly (readonly [string, string])[],
  least: number,
) {
  return pairs
    .map(([one, other]) => ({ pair: `${one} on ${other}`, ratio: between(tokens, one, other) }))
    .filter(({ ratio }) => !(ratio >= least))
    .map(({ pair, ratio }) => `${pair}: ${ratio.toFixed(2)}`)
}

test('themes are told apart by their selectors', () => {
  expect([dark, light, highContrast, red, system].map((rule) => rule?.selector)).toEqual([
    ':root',
    ":root[data-theme='light']",
    ":root[data-theme='contrast']",
    ":root[data-theme='red']",
    ':root:root',
  ])
})

test.each([...named, { name: 'the system’s colours', tokens: system!.tokens }])(
  'every colour has a value in $name',
  ({ tokens }) => {
    expect([...tokens.keys()].sort()).toEqual([...dark!.tokens.keys()].sort())
  },
)

test('words stand only on what they are computed on', () => {
  const grounds = new Set([...SURFACES, ...Object.keys(FILLS), ...MARKS])
  const inks = new Set([...WORDS, ...Object.values(FILLS), 'ground', 'panel'])
  expect(coloured.filter(({ ground }) => ground !== undefined && !grounds.has(ground))).toEqual([])
  expect(coloured.filter(({ words }) => words !== undefined && !inks.has(words))).toEqual([])
  // A light word on a light ground is no sooner noticed than by who cannot read it.
  expect(
    coloured.filter(
      ({ ground, words }) =>
        ground !== undefined && ground in FILLS && words === undefined && !/hover/.test(ground),
    ),
  ).toEqual([])
})

test('nothing is dimmed by being seen through', () => {
  const seenThrough = styles.flatMap(({ path, css }) =>
    [...withoutComments(css).matchAll(/opacity:\s*(0?\.\d+)/g)].map(([, share]) => `${path}: ${share}`),
  )
  expect(seenThrough).toEqual([])
})

test('colours are written in the themes only', () => {
  const own = styles.flatMap(({ path, css }) =>
    [...withoutComments(css).matchAll(/#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch)\([^)]*\)/g)].map(
      ([colour]) => `${path}: ${colour}`,
    ),
  )
  expect(own).toEqual([])
})

describe.each(named)('in $name', ({ name, tokens }) => {
  test('every text can be read on every surface', () => {
    const pairs = WORDS.flatMap((word) => SURFACES.map((surface) => [word, surface] as const))
    expect(tooNear(tokens, pairs, 4.5)).toEqual([])
  })

  test('so can what is written on a fill, hovered too, and every pair of one rule', () => {
    const pairs = coloured.flatMap(({ words, ground }) =>
      words !== undefined && ground !== undefined ? [[words, ground] as const] : [],
    )
    expect(
      tooNear(tokens, [...Object.entries(FILLS).map(([fill, ink]) => [ink, fill] as const), ...pairs], 4.5),
    ).toEqual([])
  })

  test('borders of fields and edges of GO and PANIC can be seen', () => {
    const edges = SURFACES.map((surface) => ['line-strong', surface] as const)
    expect(tooNear(tokens, [...edges, ['go-edge', 'panel'], ['panic-edge', 'panel']], 3)).toEqual([])
  })

  test('GO and PANIC differ in grey, whichever is pointed at', () => {
    const pairs = ['go-fill', 'go-fill-hover'].flatMap((go) => [[go, 'panic-fill'] as const])
    expect(tooNear(tokens, [...pairs, ['go-fill', 'panic-fill-hover']], 3)).toEqual([])
  })

  test.runIf(name === 'red')('nothing but red leaves the screen', () => {
    const others = [...tokens].filter(
      ([, value]) => value.startsWith('#') && !/^#[0-9a-f]{2}0000$/.test(value),
    )
    expect(others).toEqual([])
    expect([...tokens].filter(([, value]) => !value.startsWith('#'))).toEqual([
      ['shadow', 'none'],
      ['stale', 'none'],
      ['own-hue', '0'],
      ['only-red', '1'],
    ])
  })
})
