// The look before the show, asked of a real host over HTTP and OSC.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import type { CheckReport } from '../../shared/contract/check-view.ts'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { isBundle } from '../../main/protocols/osc/packet.ts'
import { startSourceHost } from '../support/source-host.ts'
import { bytesOf } from './osc-rig.ts'

const SHOW = {
  ...{ version: 1, name: 'Tonight', events: { 'lights.go': {} } },
  osc: { targets: { desk: { host: '127.0.0.1', port: 9 } } },
  playlists: [
    {
      ...{ id: 'intro', name: 'Intro' },
      triggers: [{ event: 'midi.received', source: 'midi:no-such-pads:1' }],
      steps: [{ offset: 0, type: 'lights.go' }],
    },
  ],
}

test('is answered anew each time, the same by every door', async () => {
  const host = await startSourceHost(SHOW)
  const check = async (): Promise<CheckReport> =>
    (await (await fetch(`${host.url}/api/show/check`)).json()) as CheckReport
  const codes = async (): Promise<string[]> =>
    (await check()).findings.map(({ code, where }) => `${code} ${where}`)
  expect(await codes()).toContain('check/device-missing midi:no-such-pads:1')
  expect(await codes()).toContain('check/target-unknown desk (127.0.0.1:9)')
  expect(await codes()).not.toContain(`check/unsaved ${host.file}`)
  await fetch(`${host.url}/api/show/mutations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'if-match': '"1"' },
    body: JSON.stringify({ edit: 'change', kind: 'show', set: { name: 'Edited' } }),
  })
  expect(await codes()).toContain(`check/unsaved ${host.file}`)
  const report = await check()
  expect(report.findings.every(({ what, next }) => what !== '' && next !== '')).toBe(true)

  const socket = createSocket('udp4')
  onTestFinished(() => void socket.close())
  socket.send(bytesOf({ address: '/cuewright/check', args: [] }), host.oscPort, '127.0.0.1')
  const [packet] = (await once(socket, 'message')) as [Buffer]
  const decoded = decodePacket(packet)
  if (!decoded.ok || isBundle(decoded.value)) throw new Error('no message')
  const [outcome, errors, warnings, unknown, lines] = decoded.value.args
  const { counts } = report
  expect([outcome, errors, warnings, unknown]).toEqual(['ok', counts.error, counts.warning, counts.unknown])
  expect(lines).toContain('error check/device-missing')
  // To who may have forged its address little more is sent than it sent.
  expect(packet.length).toBeLessThanOrEqual(256)
})
