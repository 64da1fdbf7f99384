import { describe, expect, test } from 'vitest'
import { MUTATION_LIMITS, parseMutation } from '../../../../../shared/model/mutations/parse-mutation.ts'

const deep = (depth: number): unknown => {
  let value: unknown = 0
  for (let level = 0; level < depth; level += 1) value = [value]
  return value
}

describe('a mutation that a client sends', () => {
  test.each<[unknown, string, string]>([
    [null, 'mutation', 'must be an object, not null'],
    ['put', 'mutation', 'must be an object, not text'],
    [[], 'mutation', 'must be an object, not a list'],
    [{}, 'edit', 'is missing'],
    [{ edit: 'burn' }, 'edit', 'must be'],
    [{ edit: 'remove', kind: 'playlist' }, 'id', 'is missing'],
    [{ edit: 'remove', kind: 'lamp', id: 'a' }, 'kind', 'must be'],
    [{ edit: 'remove', kind: 'playlist', id: 7 }, 'id', 'must be text, not 7'],
    [{ edit: 'remove', kind: 'playlist', id: 'a', force: true }, 'force', 'is not a field here'],
    [{ edit: 'remove', kind: 'rule', id: 'a' }, 'in', 'a rule needs the id of its scheduler'],
    [{ edit: 'remove', kind: 'playlist', id: 'a', in: 'b' }, 'in', 'a playlist is in nothing'],
    [{ edit: 'change', kind: 'playlist', set: {} }, 'id', 'is missing'],
    [{ edit: 'change', kind: 'show', id: 'x' }, 'id', 'the show itself has none here'],
    [{ edit: 'change', kind: 'show', set: [] }, 'set', 'must be an object, not a list'],
    [{ edit: 'steps', playlist: 'a', do: 'shift', keys: [[1, 2]] }, 'by', 'is missing'],
    [{ edit: 'steps', playlist: 'a', do: 'shift', keys: [[1]], by: 1 }, 'keys[0]', 'must have'],
    [{ edit: 'steps', playlist: 'a', do: 'shift', keys: [[0, 2]], by: 1 }, 'keys[0][0]', 'must be 1 or more'],
    [{ edit: 'steps', playlist: 'a', do: 'shift', keys: [[1, 2]], by: Infinity }, 'by', 'must be a number'],
    [{ edit: 'steps', playlist: 'a', do: 'remove', keys: [] }, 'keys', 'must name at least one step'],
    [
      { edit: 'steps', playlist: 'a', do: 'remove', keys: [[5, 1]] },
      'keys[0]',
      'from the first key to the last',
    ],
    [{ edit: 'steps', playlist: 'a', do: 'remove', keys: [1] }, 'keys[0]', 'must be a list, not 1'],
    [
      {
        edit: 'steps',
        playlist: 'a',
        do: 'offsets',
        offsets: [
          [1, 5],
          [1, 6],
        ],
      },
      'offsets[1][0]',
      'names step 1 a second time',
    ],
    [
      {
        edit: 'steps',
        playlist: 'a',
        do: 'replace',
        steps: [
          [2, {}],
          [2, {}],
        ],
      },
      'steps[1][0]',
      'names step 2 a second time',
    ],
    [{ edit: 'all', edits: [] }, 'edits', 'must not be empty'],
    [{ edit: 'all', edits: [{ edit: 'all', edits: [] }] }, 'edits[0].edit', 'must be'],
  ])('%j is refused', (data, where, what) => {
    const parsed = parseMutation(data)
    if (parsed.ok) throw new Error('it was taken')
    expect(parsed.error).toMatchObject({ code: 'edit/invalid', where })
    expect(parsed.error.what).toContain(what)
  })

  test('of 10 MB is refused before anything in it is looked at', () => {
    const value = { name: 'x'.repeat(10 * 1024 * 1024) }
    expect(parseMutation({ edit: 'put', kind: 'playlist', id: 'a', value })).toMatchObject({
      ok: false,
      error: { code: 'edit/too-large', what: 'it has more than 8 MB' },
    })
  })

  test('of too many edits is refused', () => {
    const edits = Array.from({ length: MUTATION_LIMITS.edits + 1 }, () => {
      return { edit: 'remove', kind: 'param', id: 'a' }
    })
    expect(parseMutation({ edit: 'all', edits })).toMatchObject({ ok: false, error: { where: 'edits' } })
  })

  test('may nest its value however deep: that is refused where it is put in its place', () => {
    const value = { metadata: deep(100_000) }
    expect(parseMutation({ edit: 'put', kind: 'playlist', id: 'a', value }).ok).toBe(true)
  })
})

describe('words of an edit come without what cannot be seen', () => {
  const ugly = ' Sto\u0000rm\u001b\u202e  \u2066now '
  const note = 'one\u0007\r\n\ttwo\u202e three\u2028four'
  const clean = { name: 'Sto rm now', note: 'one \n\ttwo  three\nfour' }

  test.each(['cue', 'scene', 'page', 'playlist', 'cueList', 'rule'])('of a %s', (kind) => {
    const at = { kind, id: 'a', ...(kind === 'cue' && { in: 'l' }), ...(kind === 'rule' && { in: 's' }) }
    const fields = { name: ugly, note, metadata: { name: ugly } }
    const cleaned = { ...clean, metadata: { name: ugly } }
    const put = parseMutation({ edit: 'put', ...at, value: fields })
    expect(put).toMatchObject({ value: { value: cleaned } })
    const changed = parseMutation({ edit: 'all', edits: [{ edit: 'change', ...at, set: fields }] })
    expect(changed).toMatchObject({ value: { edits: [{ set: cleaned }] } })
  })

  test('of cues in a list, and of the show', () => {
    const value = { name: ugly, cues: [{ name: ugly, note }, 7] }
    expect(parseMutation({ edit: 'put', kind: 'cueList', id: 'l', value })).toMatchObject({
      value: { value: { name: clean.name, cues: [clean, 7] } },
    })
    expect(parseMutation({ edit: 'change', kind: 'show', set: { name: ugly, notes: note } })).toMatchObject({
      value: { set: { name: clean.name, notes: clean.note } },
    })
  })
})
