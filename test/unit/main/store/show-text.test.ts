import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { showFileText } from '../../../../main/store/show-text.ts'
import type { ShowSource } from '../../../../main/store/show-text.ts'
import { apply } from '../../../../shared/model/mutations/apply.ts'
import type { Applied } from '../../../../shared/model/mutations/apply.ts'
import { takeIn } from '../../../../shared/model/mutations/edited-show.ts'
import type { Mutation, ThingKind } from '../../../../shared/model/mutations/mutation.ts'
import { showChecks } from '../../../../shared/model/mutations/show-checks.ts'
import { showFile } from '../../../../shared/model/show.ts'
import type { ShowFile } from '../../../../shared/model/show.ts'
import { anyMutation, referringShow } from '../../../support/edited-shows.ts'
import { runs } from '../../../support/property-runs.ts'

function written(show: ShowFile, source: ShowSource | null = null): string {
  return Buffer.concat([...showFileText(show, source)]).toString()
}

function read(text: string): ShowFile {
  const parsed = parseShow(Buffer.from(text), 'show')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value
}

function sourceOf(text: string): ShowSource {
  return { bytes: Buffer.from(text), show: read(text) }
}

function edited(show: ShowFile, ...mutations: readonly Mutation[]): ShowFile {
  let now = takeIn(show, 1)
  for (const mutation of mutations) {
    const applied = apply(now, mutation, { at: now.generation + 1, seen: now.generation }, showChecks)
    if (!applied.ok) throw new Error(JSON.stringify(applied.error))
    now = applied.value.edited
  }
  return now.show
}

/** What the file becomes, by lines that went and came. */
function changes(text: string, ...mutations: readonly Mutation[]): { gone: string[]; come: string[] } {
  const source = sourceOf(text)
  const show = edited(source.show, ...mutations)
  const next = written(show, source)
  expect(JSON.stringify(read(next))).toBe(JSON.stringify(show))
  const [old, now] = [text.split('\n'), next.split('\n')]
  if (old.length === now.length) {
    const differs = (_: string, line: number): boolean => old[line] !== now[line]
    return { gone: old.filter(differs), come: now.filter(differs) }
  }
  let head = 0
  while (head < old.length && old[head] === now[head]) head += 1
  let tail = 0
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1
  return { gone: old.slice(head, old.length - tail), come: now.slice(head, now.length - tail) }
}

/** As somebody writes it by hand: times in several spellings, some defaults written out, lines broken as it suits. */
const byHand = `
{ "name": "By h\\u0061nd",   "version": 1,

  "schedulers": [
    { "name": "Foyer", "id": "foyer", "location": { "latitude": 5.20e1, "longitude": 13 }, "groups": ["front", "all"], "vars": { "seen": 0.0, "open": true },
      "rules": [
        { "id": "greet", "when": [{ "kind": "at", "after": "1m" }, { "kind": "every", "every": "60s", "after": 60000 }],
          "limit": { "per": "1s", "count": 50 }, "actions": [
            { "action": "wait", "for": "1.5s" }, { "action": "start_playlist", "id": "intro" },
            { "action": "raise_interrupt", "interrupt": { "kind": "confirmation", "prompt": "Go?", "timeout": "60s" } }
          ] },
        { "id": "again", "when": [ {"kind":"calendar","calendar":{"sun":"dusk","offset":-6e4}} ], "actions": [{ "action": "emit", "type": "lights.go" }] }
      ] },
    { "id": "bar", "name": "Bar" }
  ],
  "events": { "sound.go": {}, "lights.go": {"description": ""}, "lights.stop": {} },
  "params": { "mode": { "type": "text" }, "3": { "type": "boolean" }, "level": { "max": 10, "type": "number" } },
  "osc": { "targets": { "desk": { "host": "127.0.0.1", "port": 9000, "maxAge": 2000 }, "7": { "self": true } },
           "latestOnly": [ "/a/*", { "exactly": "/b[1]" } ] },
  "midi": { "outputs": {
    "lights": { "port": "Lights" }
  } },
  "playlists": [
    { "id": "chase", "name": "Chase", "metadata": {}, "steps": [
        {"offset":0,"type":"lights.go"},

        {"offset":10.0,"type":"lights.stop","payload":{"b":1,"a":[1,2,
           3]}}, {"offset":20,"type":"sound.go"}
      ], "triggers": [{"event":"key.received","on":"press"}] },
    { "id": "dark", "name": "Dark", "steps": [ ] },
    { "id": "intro", "name": "Intro", "steps": [{"type":"sound.go","offset":5}], "colour": "#00ff00" } ]
}`

const demo = readFileSync('assets/demo.show.json', 'utf8')

describe('a show that came from no file', () => {
  test('is written without what is so anyway, and read as that very show', () => {
    const show = referringShow()
    const text = written(show)
    expect(JSON.stringify(read(text))).toBe(JSON.stringify(show))
    expect(text).not.toContain('"metadata"')
    expect(text).not.toContain('"payload": {}')
    expect(text).toContain('  "version": 1,\n  "name": "Everything",\n  "osc": {\n')
    expect(text.endsWith('\n}\n')).toBe(true)
  })

  test('has a line for each step, and comes in small pieces', () => {
    const steps = Array.from({ length: 20_000 }, (_, offset) => ({
      offset,
      type: 'a.go',
      payload: { at: offset },
    }))
    const playlists = [
      { id: 'a', name: 'A', steps },
      { id: 'b', name: 'B', steps: [] },
    ]
    const show = showFile.parse({ version: 1, name: 'Long', events: { 'a.go': {} }, playlists })
    const pieces = [...showFileText(show, null)]
    const text = Buffer.concat(pieces).toString()
    expect(JSON.parse(text)).toEqual({ version: 1, name: 'Long', events: { 'a.go': {} }, playlists })
    expect(text).toContain(
      '\n        { "offset": 19999, "type": "a.go", "payload": { "at": 19999 } }\n      ]',
    )
    expect(pieces.every((piece) => piece.length < 100_000)).toBe(true)
  })
})

describe('a show that came from a file', () => {
  test('is the same bytes where nothing changed, whatever the file looks like', () => {
    const texts = [
      demo,
      byHand,
      JSON.stringify(JSON.parse(demo)),
      `\ufeff${demo.replaceAll('\n', '\r\n')}`,
      demo.trimEnd(),
      `\n\n${JSON.stringify(JSON.parse(demo), null, '\t')}\n\n`,
    ]
    for (const text of texts) {
      const source = sourceOf(text)
      expect(written(source.show, source)).toBe(text)
      // Equal, and not the same objects.
      expect(written(read(text), source)).toBe(text)
    }
  })

  test('changes no other line than that of the field that was edited', () => {
    expect(
      changes(demo, { edit: 'change', kind: 'playlist', id: 'warm-up', set: { name: 'Warm up' } }),
    ).toEqual({
      gone: ['      "name": "Warm-up",'],
      come: ['      "name": "Warm up",'],
    })
    expect(
      changes(demo, { edit: 'steps', playlist: 'warm-up', do: 'shift', keys: [[2, 2]], by: 50 }),
    ).toEqual({
      gone: ['          "offset": 300,'],
      come: ['          "offset": 350,'],
    })
  })
})

describe('a show written by hand', () => {
  const set = (
    id: string,
    fields: Readonly<Record<string, unknown>>,
    kind: ThingKind = 'playlist',
  ): Mutation => ({
    edit: 'change',
    kind,
    id,
    set: fields,
  })
  test.each<readonly [string, readonly Mutation[], gone: string[], come: string[]]>([
    [
      'a field that is new stands where the schema has it',
      [set('chase', { tempo: 2 })],
      ['      ], "triggers": [{"event":"key.received","on":"press"}] },'],
      ['      ], "triggers": [{"event":"key.received","on":"press"}], "tempo": 2 },'],
    ],
    [
      'a field that is taken away goes alone',
      [{ edit: 'change', kind: 'playlist', id: 'intro', unset: ['colour'] }],
      [
        '    { "id": "intro", "name": "Intro", "steps": [{"type":"sound.go","offset":5}], "colour": "#00ff00" } ]',
      ],
      ['    { "id": "intro", "name": "Intro", "steps": [{"type":"sound.go","offset":5}] } ]'],
    ],
    [
      'of one step only what changed in it',
      [{ edit: 'steps', playlist: 'chase', do: 'shift', keys: [[2, 2]], by: 1 }],
      ['        {"offset":10.0,"type":"lights.stop","payload":{"b":1,"a":[1,2,'],
      ['        {"offset":11,"type":"lights.stop","payload":{"b":1,"a":[1,2,'],
    ],
    [
      'a step that is new is set as its neighbours',
      [
        {
          edit: 'steps',
          playlist: 'chase',
          do: 'put',
          runs: [{ before: 2, steps: [{ offset: 5, type: 'sound.go', payload: {} }] }],
        },
      ],
      [],
      ['        {"offset":5,"type":"sound.go"},'],
    ],
    [
      'another name, and all that goes by it',
      [{ edit: 'rename', kind: 'playlist', id: 'intro', to: 'opening' }],
      [
        '            { "action": "wait", "for": "1.5s" }, { "action": "start_playlist", "id": "intro" },',
        '    { "id": "intro", "name": "Intro", "steps": [{"type":"sound.go","offset":5}], "colour": "#00ff00" } ]',
      ],
      [
        '            { "action": "wait", "for": "1.5s" }, { "action": "start_playlist", "id": "opening" },',
        '    { "id": "opening", "name": "Intro", "steps": [{"type":"sound.go","offset":5}], "colour": "#00ff00" } ]',
      ],
    ],
    [
      'a parameter that is new is set as its neighbours',
      [{ edit: 'put', kind: 'param', id: 'size', value: { type: 'number', min: 0, max: 5, unit: '' } }],
      [
        '  "params": { "mode": { "type": "text" }, "3": { "type": "boolean" }, "level": { "max": 10, "type": "number" } },',
      ],
      [
        '  "params": { "mode": { "type": "text" }, "3": { "type": "boolean" }, "level": { "max": 10, "type": "number" }, "size": { "type": "number", "max": 5 } },',
      ],
    ],
    [
      'a target that becomes the engine itself',
      [{ edit: 'put', kind: 'target', id: 'desk', value: { self: true } }],
      [
        '  "osc": { "targets": { "desk": { "host": "127.0.0.1", "port": 9000, "maxAge": 2000 }, "7": { "self": true } },',
      ],
      ['  "osc": { "targets": { "desk": { "self": true }, "7": { "self": true } },'],
    ],
    [
      'playlists in another order take their words with them',
      [{ edit: 'move', kind: 'playlist', ids: ['intro'], before: 'dark' }],
      [
        '    { "id": "dark", "name": "Dark", "steps": [ ] },',
        '    { "id": "intro", "name": "Intro", "steps": [{"type":"sound.go","offset":5}], "colour": "#00ff00" } ]',
      ],
      [
        '    { "id": "intro", "name": "Intro", "steps": [{"type":"sound.go","offset":5}], "colour": "#00ff00" },',
        '    { "id": "dark", "name": "Dark", "steps": [ ] } ]',
      ],
    ],
  ])('%s', (_, mutations, gone, come) => {
    expect(changes(byHand, ...mutations)).toEqual({ gone, come })
  })
})

interface Style {
  readonly indent: string
  readonly newline: string
  readonly end: string
  readonly defaults: boolean
  readonly turned: boolean
}

const anyStyle: fc.Arbitrary<Style | null> = fc.oneof(
  fc.constant(null),
  fc.record({
    indent: fc.constantFrom('', ' ', '  ', '\t'),
    newline: fc.constantFrom('\n', '\r\n'),
    end: fc.constantFrom('', '\n', '\n\n'),
    defaults: fc.boolean(),
    turned: fc.boolean(),
  }),
)

/** A show in some hand: with or without defaults, and fields in another order. */
function inHand(style: Style | null): string {
  if (style === null) return byHand
  const { indent, newline, end, defaults, turned } = style
  const show = referringShow()
  const data = JSON.parse(defaults ? JSON.stringify(show) : written(show)) as Record<string, unknown>
  const ordered = turned ? Object.fromEntries(Object.entries(data).reverse()) : data
  return JSON.stringify(ordered, null, indent).replaceAll('\n', newline) + end
}

describe('any show in any hand, after any edits', () => {
  test('is read from its file as that very show', () => {
    fc.assert(
      fc.property(fc.array(anyMutation, { maxLength: 8 }), anyStyle, (mutations, style) => {
        const source = sourceOf(inHand(style))
        let now = takeIn(source.show, 1)
        for (const mutation of mutations) {
          const applied = apply(now, mutation, { at: now.generation + 1, seen: now.generation }, showChecks)
          if (!applied.ok || !isSound(applied.value.edited.show)) continue
          now = applied.value.edited
          const text = written(now.show, source)
          expect(JSON.stringify(read(text))).toBe(JSON.stringify(now.show))
        }
      }),
      runs(300),
    )
  })

  test('that are taken back is the same bytes', () => {
    fc.assert(
      fc.property(fc.array(anyMutation, { maxLength: 8 }), anyStyle, (mutations, style) => {
        const source = sourceOf(inHand(style))
        let now = takeIn(source.show, 1)
        const done: Applied[] = []
        for (const mutation of mutations) {
          const applied = apply(now, mutation, { at: now.generation + 1, seen: now.generation }, showChecks)
          if (!applied.ok || !isSound(applied.value.edited.show)) continue
          done.push(applied.value)
          now = applied.value.edited
        }
        for (const { inverse, touched } of done.reverse()) {
          const back = apply(now, inverse, { at: now.generation + 1, undoes: touched }, showChecks)
          if (!back.ok) throw new Error(JSON.stringify(back.error))
          now = back.value.edited
        }
        expect(written(now.show, source)).toBe(Buffer.from(source.bytes).toString())
      }),
      runs(300),
    )
  })

  test('is written again from what was written', () => {
    fc.assert(
      fc.property(fc.array(anyMutation, { maxLength: 8 }), anyStyle, (mutations, style) => {
        let source = sourceOf(inHand(style))
        let now = takeIn(source.show, 1)
        for (const mutation of mutations) {
          const applied = apply(now, mutation, { at: now.generation + 1, seen: now.generation }, showChecks)
          if (!applied.ok || !isSound(applied.value.edited.show)) continue
          now = applied.value.edited
          source = { bytes: Buffer.from(written(now.show, source)), show: now.show }
          expect(JSON.stringify(read(Buffer.from(source.bytes).toString()))).toBe(JSON.stringify(now.show))
        }
      }),
      runs(300),
    )
  })
})

function isSound(show: ShowFile): boolean {
  return parseShow(Buffer.from(JSON.stringify(show)), 'show').ok
}
