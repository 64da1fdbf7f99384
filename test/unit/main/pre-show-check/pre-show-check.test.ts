import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { fault } from '../../../../shared/base/result.ts'
import { PreShowCheck } from '../../../../main/pre-show-check/pre-show-check.ts'
import type { Probe } from '../../../../main/pre-show-check/pre-show-check.ts'
import { clockProbe, roomProbe } from '../../../../main/pre-show-check/probes.ts'
import { showFile } from '../../../../shared/model/show.ts'
import { reportWith } from '../../../support/health-report.ts'
import { scratch } from '../../../support/scratch.ts'

const { osc, show: files } = reportWith({ at: 0, dispatched: 0, received: 0 })
const WELL = {
  show: () => ({ show: showFile.parse({ version: 1, name: 'Tonight' }), path: '/shows/tonight.json' }),
  ...{ isEdited: () => false, files: () => files, devices: () => [], profiles: () => [] },
  ...{ midiOutputs: () => [], oscTargets: () => [], oscInput: () => osc.input, runners: () => [] },
  ...{ arming: () => ({ armed: true }) as const, questions: () => [], access: () => null },
  ...{ oddities: () => [], warnings: () => [] },
}

function checked(probes: readonly Probe[]) {
  const clock = new SimulatedClock()
  const check = new PreShowCheck({ clock, readings: WELL, probes: () => probes })
  onTestFinished(() => check[Symbol.dispose]())
  return { clock, check }
}

test('what does not answer is said after two seconds, and is not asked a second time beside it', async () => {
  let looks = 0
  const hung = Promise.withResolvers<never[]>()
  const share: Probe = {
    where: '/share',
    look() {
      looks += 1
      return hung.promise
    },
  }
  const { clock, check } = checked([share])
  const all = [check.look(), check.look(), check.look()]
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  clock.advanceBy(1999)
  await Promise.resolve()
  clock.advanceBy(1)
  for (const { findings, counts } of await Promise.all(all)) {
    expect([findings.map(({ code, where }) => `${code} ${where}`), counts.error]).toEqual([
      ['check/no-answer /share'],
      1,
    ])
  }
  expect(looks).toBe(1)
  hung.resolve([])
  await Promise.resolve()
  expect((await check.look()).findings).toEqual([])
  expect(looks).toBeGreaterThan(0)
})

test('who asks without end has it looked for ten times a second, and hears of what is so by then', async () => {
  let looks = 0
  const probe: Probe = {
    where: 'disk',
    look() {
      looks += 1
      return Promise.resolve([])
    },
  }
  const { clock, check } = checked([probe])
  await check.look()
  const all = Array.from({ length: 1000 }, () => check.look())
  expect(new Set(all).size).toBe(1)
  await Promise.resolve()
  clock.advanceBy(100)
  await Promise.all(all)
  expect(looks).toBe(2)
})

test('the worst comes first, and what is too much is counted', async () => {
  const said = (severity: 'error' | 'warning' | 'unknown', where: string) => ({
    severity,
    ...fault('check/one', where, 'it is so', 'mend it'),
  })
  const many = Array.from({ length: 250 }, (_, place) => said('warning', String(place)))
  const probe: Probe = {
    where: 'all',
    look: () => Promise.resolve([said('unknown', 'u'), ...many, said('error', 'e')]),
  }
  const { check } = checked([probe])
  const report = await check.look()
  expect([report.findings[0]?.severity, report.findings.length, report.cut, report.counts]).toEqual([
    'error',
    200,
    52,
    { error: 1, warning: 250, unknown: 1 },
  ])
})

test('a look that fails is a finding', async () => {
  const { check } = checked([roomProbe('/no/such/folder')])
  expect((await check.look()).findings).toMatchObject([{ code: 'check/failed', where: '/no/such/folder' }])
})

test('the clock of the computer: set by others, not set, or nobody says', async () => {
  const folder = scratch({})
  onTestFinished(() => folder[Symbol.dispose]())
  const place = join(folder.path, 'timesync')
  const severity = async () => (await clockProbe(place).look()).map((one) => one.severity)
  expect(await severity()).toEqual(['unknown'])
  mkdirSync(place)
  expect(await severity()).toEqual(['warning'])
  writeFileSync(join(place, 'synchronized'), '')
  expect(await severity()).toEqual([])
})
