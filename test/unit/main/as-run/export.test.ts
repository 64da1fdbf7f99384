import { afterEach, beforeEach, expect, test } from 'vitest'
import { EVENING, place } from './rig.ts'

let at: ReturnType<typeof place>
beforeEach(() => {
  at = place()
})
afterEach(() => at[Symbol.dispose]())

/** EF BB BF, by which spreadsheets know UTF-8. */
const MARK = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.of(0xef, 0xbb, 0xbf))
const HEAD = `${MARK}session,seq,time,at,type,source,cause,lateBy,subject,runId,text,payload\r\n`

test('CSV is byte for byte what spreadsheets read, with formulas defused', async () => {
  await using show = at.start()
  show.emit('lights.go', { say: 'a "b", c' }, { source: '=HYPERLINK("http://x")' })
  show.clock.advanceBy(1500.5)
  show.emit(
    'playlist.emitted',
    { runId: '+1', playlistId: '-2\n3', lateBy: -0.5 },
    { cause: 1, source: '@SUM(A1)' },
  )
  expect(await show.exported('csv')).toBe(
    HEAD +
      `1,1,2026-11-21T20:00:00.000Z,0,lights.go,"'=HYPERLINK(""http://x"")",,,,,` +
      `"lights.go {""say"":""a \\""b\\"", c""}","{""say"":""a \\""b\\"", c""}"\r\n` +
      `1,2,2026-11-21T20:00:01.500Z,1500.5,playlist.emitted,'@SUM(A1),1,-0.5,"'-2\n3",'+1,` +
      `"playlist.emitted {""runId"":""+1"",""playlistId"":""-2\\n3"",""lateBy"":-0.5}",` +
      `"{""runId"":""+1"",""playlistId"":""-2\\n3"",""lateBy"":-0.5}"\r\n`,
  )
})

test('JSON lines are the entries', async () => {
  await using show = at.start()
  show.emit('lights.go', { say: 'ä\n"' })
  expect(await show.exported('jsonl')).toBe(
    `{"session":1,"seq":1,"at":0,"time":${EVENING},"type":"lights.go","source":"test","cause":null,"lateBy":null,` +
      String.raw`"subject":null,"runId":null,"text":"lights.go {\"say\":\"ä\\n\\\"\"}","payload":{"say":"ä\n\""}}` +
      '\n',
  )
})

test('without entries there is the heading, or nothing', async () => {
  await using show = at.start()
  expect(await show.exported('csv')).toBe(HEAD)
  expect(await show.exported('jsonl')).toBe('')
})

test('it is in the order of time, filtered, and without what comes while it goes on', async () => {
  await using show = at.start()
  for (let index = 0; index < 700; index += 1) show.emit(index % 2 === 0 ? 'lights.go' : 'sound.go')
  let lines = ''
  for await (const piece of show.asRun.exportTo('jsonl', { types: ['lights.*'] })) {
    lines += piece
    show.clock.advanceBy(10)
    show.emit('lights.go')
  }
  const seqs = lines
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { seq: number }).seq)
  expect(seqs).toEqual(Array.from({ length: 350 }, (_, index) => index * 2 + 1))
})

test('whoever stops asking has cancelled it', async () => {
  await using show = at.start()
  for (let index = 0; index < 700; index += 1) show.emit('lights.go')
  let pieces = 0
  for await (const piece of show.asRun.exportTo('jsonl', {})) {
    expect(piece.split('\n')).toHaveLength(251)
    pieces += 1
    break
  }
  expect(pieces).toBe(1)
})

test('where the file cannot be read it says so', async () => {
  const show = at.start()
  await show[Symbol.asyncDispose]()
  await expect(show.exported('jsonl')).rejects.toMatchObject({ fault: { code: 'as-run/closed' } })
})
