import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { SystemEventType } from '../../../../shared/model/event.ts'
import { maySteer } from '../../../../shared/model/event-roles.ts'
import { policies } from '../../../../shared/model/policies.ts'
import { BRIDGES } from '../../../../shared/model/policy.ts'
import type { Policy } from '../../../../shared/model/policy.ts'
import { publishedByAll } from './published-by-all.ts'

interface Row {
  readonly there: string
  readonly here: readonly string[]
  readonly bridge: string
  readonly difference: string
}

const README = readFileSync(new URL('../../../../main/dispatcher/README.md', import.meta.url), 'utf8')

/** The names that the model has, in its order. */
const THERE = (
  'OscValueReceived OscValueCoalesced OscCommitRequested HttpControlMutationRequested WebSocketClientConnected ' +
  'RuntimeStateBroadcastRequested FileChangeDetected ManualReloadRequested RuntimeMutationAccepted ' +
  'RuntimeMutationRejected RuntimeStateChanged RuntimePersistenceRequested RuntimeReloadRequested ' +
  'ShaderPackagesChanged RenderSnapshotPublishRequested RuntimeStatePresentationChanged ShaderBuildRequested ' +
  'ShaderBuildPrepared ShaderBuildApplied ShaderBuildFailed CompileStatusChanged RenderSnapshotPublished ' +
  'RenderResetRequested RenderResetApplied OscOverlayApplied OscOverlaySettled FrameRendered ' +
  'PreviewFrameAvailable InputSignalChanged InputFrameArrived OutputFrameScheduled OutputFrameCompleted ' +
  'OutputLateFrameDetected OutputDroppedFrameDetected BackendStateChanged SubsystemWarningRaised ' +
  'SubsystemWarningCleared SubsystemRecovered TimingSampleRecorded QueueDepthChanged ' +
  'RuntimeStateBroadcastCompleted RuntimeStateBroadcastFailed'
).split(' ')

function rows(): readonly Row[] {
  const [, table = ''] = README.split('## From the event model of a video host')
  return table
    .split('\n')
    .filter((line) => /^\| [A-Z]/.test(line))
    .map((line) => {
      const [there = '', here = '', bridge = '', difference = ''] = line
        .split('|')
        .slice(1)
        .map((cell) => cell.trim())
      const named = [...here.matchAll(/`([^`]+)`/g)].map(([, type]) => type as string)
      return { there, here: named, bridge: bridge.replaceAll('`', ''), difference }
    })
}

const ours = [...new Set(rows().flatMap(({ here }) => here))] as SystemEventType[]
const bridgeOf = (type: string): string =>
  (policies as Record<string, Policy<never>>)[type]?.bridge ?? 'no type'

test('every name of the model has its row, and no other has', () => {
  expect([...new Set(rows().map(({ there }) => there))].sort()).toEqual(THERE.toSorted())
})

test('a row names types of ours with the bridge that the catalogue gives them, or says why there is none', () => {
  for (const { there, here, bridge, difference } of rows()) {
    if (here.length === 0)
      expect([there, bridge, difference]).toEqual([there, '', expect.stringMatching(/.{20}/)])
    for (const type of here) expect([there, type, bridgeOf(type)]).toEqual([there, type, bridge])
  }
})

test('each bridge is explained', () => {
  for (const bridge of BRIDGES) expect(README).toContain(`\n| \`${bridge}\``)
})

test('what is an observation waits behind everything else, and starts nothing', () => {
  const types = Object.keys(policies) as SystemEventType[]
  for (const type of types.filter((one) => bridgeOf(one) === 'observation')) {
    const policy: Policy<never> = policies[type]
    expect([type, policy.lane({} as never), maySteer(type)]).toEqual([type, 'observation', false])
  }
})

test('each of them is published by the stages themselves', async () => {
  const seen = await publishedByAll()
  const missing = ours.filter((type) => !seen.has(type))
  expect(missing).toEqual([])
})
