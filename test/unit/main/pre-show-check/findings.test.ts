import { expect, test } from 'vitest'
import { fault } from '../../../../shared/base/result.ts'
import { showFile } from '../../../../shared/model/show.ts'
import { findingsOf } from '../../../../main/pre-show-check/findings.ts'
import type { CheckReadings } from '../../../../main/pre-show-check/findings.ts'
import { roomFindings } from '../../../../main/pre-show-check/probes.ts'
import { reportWith } from '../../../support/health-report.ts'
import { healthy, midiOutput, runner, target } from '../health/readings.ts'

const SHOW = showFile.parse({
  ...{ version: 1, name: 'Tonight', events: { 'pad.held': {} } },
  gestures: [
    {
      ...{ kind: 'hold', id: 'held', name: 'Held', output: 'pad.held' },
      sources: [{ event: 'hid.received', source: 'hid:054c:09cc:1', where: { control: 'cross' } }],
    },
  ],
  playlists: [
    {
      ...{ id: 'intro', name: 'Intro' },
      triggers: [
        { event: 'midi.received', source: 'midi:pads:1' },
        { event: 'osc.received', source: 'osc:main', address: '/intro' },
      ],
      steps: [],
    },
  ],
})
const { osc, show: files } = reportWith({ at: 0, dispatched: 0, received: 0 })

const WELL: CheckReadings = {
  show: () => ({ show: { ...SHOW, gestures: [], playlists: [] }, path: '/shows/tonight.json' }),
  isEdited: () => false,
  files: () => files,
  devices: () => [],
  profiles: () => [],
  midiOutputs: () => [],
  oscTargets: () => [],
  oscInput: () => osc.input,
  runners: () => [runner],
  arming: () => ({ armed: true }),
  questions: () => [],
  access: () => null,
  oddities: () => [],
  warnings: () => [],
}
const look = (change: Partial<CheckReadings>): string[] =>
  findingsOf({ ...WELL, ...change }).map(({ severity, code, where }) => `${severity} ${code} ${where}`)

test('a show that is ready has no findings', () => {
  expect(look({})).toEqual([])
})

test('controllers that the show listens to and that are not there are named, with what listens', () => {
  const findings = findingsOf({ ...WELL, show: () => ({ show: SHOW, path: '/a.json' }) })
  expect(findings).toMatchObject([
    {
      ...{ severity: 'error', code: 'check/device-missing', where: 'hid:054c:09cc:1' },
      what: 'the show listens to it (gesture Held), and it is not there',
    },
    { where: 'midi:pads:1', what: 'the show listens to it (playlist Intro), and it is not there' },
  ])
  const device = { ...healthy.devices[0]!, device: 'midi:pads:1', state: 'open' as const }
  expect(look({ show: () => ({ show: SHOW, path: '/a.json' }), devices: () => [device] })).toEqual([
    'error check/device-missing hid:054c:09cc:1',
  ])
})

test('the file: not saved, none, not to be used, and one that waits', () => {
  expect(look({ isEdited: () => true })).toEqual(['warning check/unsaved /shows/tonight.json'])
  expect(look({ show: () => ({ show: SHOW, path: null }), devices: () => [] }).at(0)).toBe(
    'warning check/no-file Tonight',
  )
  const first = fault('show/not-json', '/shows/tonight.json', 'a comma is missing', 'add it')
  const failing = { path: first.where, first, more: 0, isKept: false }
  expect(look({ files: () => ({ ...files, failing }) })).toEqual(['error show/not-json /shows/tonight.json'])
  const offered = { path: '/shows/tonight.json', text: '1 playlist added' }
  expect(look({ files: () => ({ ...files, offered }) })).toEqual(['warning show/offered /shows/tonight.json'])
})

test('what is not reached is wrong, and of UDP nobody can tell', () => {
  const { address } = target
  const tcp = { ...target, target: 'media', transport: 'tcp' as const, acknowledged: 4 }
  const failing = { ...target, target: 'light', state: 'failing' as const }
  expect(
    look({
      oscTargets: () => [{ ...target, acknowledged: null }, tcp, failing],
      midiOutputs: () => [{ ...midiOutput, state: 'missing' }],
    }),
  ).toEqual([
    `error osc/target-failing OSC target light (${address})`,
    `error midi/output-closed MIDI output ${midiOutput.output}`,
    `unknown check/target-unknown ${target.target} (${address})`,
  ])
})

test('a show that does not act, waits, or whose threads have no priority', () => {
  expect(
    look({
      arming: () => ({
        ...{ armed: false, why: 'safe-mode', by: 'the engine', detail: null, since: 0, sinceTime: 0 },
        ...{ passedOver: 0, withheld: 0 },
      }),
      questions: () => [{ prompt: 'Open the doors?', ownerName: 'Intro' }],
      runners: () => [{ ...runner, rank: 'normal' }],
      access: () => fault('access/unreadable', 'access.json', 'it is no JSON', 'mend it'),
    }),
  ).toEqual([
    'error check/safe-mode show',
    'warning check/question Intro',
    'warning check/no-priority timelines',
    'error access/unreadable access.json',
  ])
})

test('what is said already is not said again as a warning that stands', () => {
  const said = fault('playlist/empty', '/shows/tonight.json: intro', 'it has no steps', 'add one')
  const standing = { ...said, id: 'a', since: 0, times: 1, isNow: true, happened: false }
  const other = { ...standing, code: 'engine/busy', where: 'main thread' }
  expect(look({ oddities: () => [said], warnings: () => [standing, other] })).toEqual([
    `warning playlist/empty ${said.where}`,
    'warning engine/busy main thread',
  ])
})

test('little room on a disk is a warning, and almost none is an error', () => {
  const MB = 1024 * 1024
  const severities = [2000, 900, 20].map((free) =>
    roomFindings('/data', free * MB).map(({ severity }) => severity),
  )
  expect(severities).toEqual([[], ['warning'], ['error']])
})
