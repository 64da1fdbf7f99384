import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const ROOT = new URL('../..', import.meta.url).pathname

interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

function checkShow(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['main/check-show.ts', ...args], { cwd: ROOT }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

describe('check-show', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cuewright-check-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('says in one line that the demo show is sound', async () => {
    expect(await checkShow('assets/demo.show.json')).toEqual({
      code: 0,
      out: 'assets/demo.show.json: ok, 6 playlists, 96 steps\n',
      err: '',
    })
  })

  test('prints one line for each fault of each file and answers 2', async () => {
    const path = join(folder, 'bad.show.json')
    const playlist = { id: 'a', name: 'A', steps: [{ offset: -1, type: 'lights.go', ofset: 1 }] }
    await writeFile(path, JSON.stringify({ version: 1, name: 'x', playlists: [playlist] }))
    expect(await checkShow(path, 'assets/demo.show.json', join(folder, 'none.json'))).toEqual({
      code: 2,
      out: [
        `show/invalid: ${path}: playlists[0].steps[0].offset: must be 0 or more; correct the value`,
        `show/invalid: ${path}: playlists[0].steps[0].ofset: is not a field here; write offset if that was meant`,
        'assets/demo.show.json: ok, 6 playlists, 96 steps',
        `show/not-found: ${folder}/none.json: there is no such file; check the path`,
        '',
      ].join('\n'),
      err: '',
    })
  })

  test('tells warnings apart from faults, and answers 0 where there is nothing else', async () => {
    const path = join(folder, 'odd.show.json')
    const gestures = [
      {
        ...{ id: 'g', name: 'G', kind: 'hold' },
        sources: [{ event: 'midi.received', where: { 'message.kind': 'program', 'message.program': 3 } }],
      },
    ]
    const playlists = [
      { id: 'a', name: 'A', steps: [], triggers: [{ event: 'lights.go' }] },
      {
        id: 'b',
        name: 'B',
        steps: [],
        triggers: [{ event: 'gesture.recognized', where: { gestureId: 'h' } }],
      },
    ]
    await writeFile(
      path,
      JSON.stringify({ version: 1, name: 'x', events: { 'lights.go': {} }, gestures, playlists }),
    )
    expect(await checkShow(path)).toEqual({
      code: 0,
      out: [
        `${path}: ok, 2 playlists, 0 steps, with warnings`,
        `warning: show/no-steps: ${path}: playlists[0].steps: it has no steps, so that nothing happens when it is started; give it steps, or remove it`,
        `warning: show/no-steps: ${path}: playlists[1].steps: it has no steps, so that nothing happens when it is started; give it steps, or remove it`,
        `warning: show/never-released: ${path}: gestures[0].sources[0]: what it hears is never let go, so that a press of it has no end; name what ends it in releases`,
        `warning: show/never-sent: ${path}: playlists[1].triggers[0].where.gestureId: the show has no gesture "h"; write g if that was meant`,
        `warning: show/only-others: ${path}: playlists[0].triggers[0].event: nothing in this show publishes "lights.go", only other programs can; let a step, a gesture or a rule publish it, unless it comes by /cuewright/event/lights.go or from a client`,
        '',
      ].join('\n'),
      err: '',
    })
  })

  test('prints the JSON Schema on request', async () => {
    const { code, out } = await checkShow('--schema')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ title: 'Cuewright show', type: 'object' })
  })

  test.each([[[]], [['--scheme']]])('tells its usage when called with %j', async (args) => {
    const { code, out, err } = await checkShow(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^usage: check-show FILE/)
  })
})
