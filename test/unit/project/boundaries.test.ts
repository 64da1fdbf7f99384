// The import rule bites: every planted import that it forbids is reported by the rule that forbids it.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import type { ICruiseResult, IConfiguration } from 'dependency-cruiser'
import { expect, test } from 'vitest'
import { scratch } from '../../support/scratch.ts'

const root = join(import.meta.dirname, '../../..')
const { forbidden, options } = createRequire(import.meta.url)(
  join(root, '.dependency-cruiser.cjs'),
) as Required<Pick<IConfiguration, 'forbidden' | 'options'>>

/** Importing file, what it imports, and the rule that says no. */
const planted: readonly (readonly [from: string, imports: string, rule: string])[] = [
  ['shared/base/clock.ts', '../model/event.ts', 'shared-base-stands-alone'],
  ['shared/base/ring.ts', 'zod', 'shared-base-stands-alone'],
  ['shared/model/event.ts', '../contract/frames.ts', 'shared-model'],
  ['shared/model/show.ts', 'node:fs', 'shared-model'],
  ['shared/contract/commands.ts', 'fastify', 'shared-contract'],
  ['shared/contract/server.ts', '../../main/clock.ts', 'shared-contract'],
  ['main/dispatcher/lanes.ts', '../playlists/timeline.ts', 'stages-are-siblings'],
  ['main/web/server.ts', '../clock.ts', 'stages-are-siblings'],
  ['main/outputs/osc/sender.ts', '../../show.ts', 'stages-are-siblings'],
  ['main/health/turn.ts', '../order.ts', 'stages-are-siblings'],
  ['main/order.ts', './gestures/tap.ts', 'one-place-wires'],
  ['main/playlists/runner.worker.ts', '../dispatcher/history.ts', 'worker-has-its-own-clock'],
  ['main/protocols/osc/codec.ts', '../slip/slip.ts', 'codecs-are-leaves'],
  ['main/protocols/midi/parse.ts', '../../health/rates.ts', 'codecs-are-leaves'],
  ['main/expressions/sums.ts', '../health/rates.ts', 'expressions-are-a-leaf'],
  ['main/tasks/late.ts', '../health/rates.ts', 'tasks-are-a-leaf'],
  ['main/store/file-system.ts', '../health/rates.ts', 'disk-is-a-leaf'],
  ['main/clock.ts', './dispatcher/history.ts', 'one-place-wires'],
  ['main/version.ts', './headless.ts', 'entries-are-not-imported'],
  ['main/devices/start-process.ts', '../devices.process.ts', 'entries-are-not-imported'],
  ['main/show.ts', './electron/window.ts', 'electron-folder-is-for-its-entry'],
  ['main/electron/menu.ts', '../health/rates.ts', 'electron-shell-holds-no-engine'],
  ['main/simulate.ts', '../renderer/lib/scale.ts', 'main-sees-no-screen'],
  ['main/store/save.ts', 'fast-check', 'shipped-code-uses-shipped-packages'],
  ['preload/bridge.ts', '../shared/model/event.ts', 'preload-is-a-bridge'],
  ['renderer/main.ts', '../main/clock.ts', 'renderer-sees-shared-and-itself'],
  ['renderer/state/runs.svelte.ts', 'node:path', 'node-stays-in-main'],
  ['renderer/lib/scale.ts', '../state/show.svelte.ts', 'renderer-lib-is-pure'],
  ['renderer/components/Meter.svelte', '../client/connect.ts', 'renderer-components-take-values'],
  ['renderer/client/pipe.ts', '../lib/ticks.ts', 'renderer-client'],
  ['renderer/keys/window-keys.ts', '../state/show.svelte.ts', 'renderer-keys'],
  ['renderer/state/show.svelte.ts', '../views/Show.svelte', 'renderer-state'],
  ['renderer/views/Health.svelte', '../client/connect.ts', 'renderer-views'],
  ['main/health/power.ts', 'electron', 'electron-has-one-place'],
  ['main/peripherals/osc/udp.ts', 'osc', 'osc-has-one-place'],
  ['main/peripherals/midi/port.ts', 'midi', 'midi-has-one-place'],
  ['main/gestures/pad.ts', 'node-hid', 'hid-has-one-place'],
  ['main/build/check.ts', 'suncalc', 'expressions-have-one-place'],
  ['main/schedulers/check.ts', 'croner', 'expressions-have-one-place'],
  ['main/control/http.ts', 'fastify', 'web-has-one-place'],
  ['main/snapshots/view.ts', 'svelte', 'screen-libraries-stay-on-screen'],
  ['main/check-show.ts', '../test/support/recording.ts', 'nothing-imports-tests'],
  ['main/gestures/hold.ts', './tap.ts', 'no-cycles'],
  ['main/gestures/tap.ts', './missing.ts', 'resolvable'],
]

/** Every planted file with all of its imports, the targets among them as empty modules. */
function plantedFiles(): Record<string, string> {
  const files: Record<string, string> = { 'main/gestures/tap.ts': "export * from './hold.ts'\n" }
  for (const [from, imports] of planted) {
    files[from] = `${files[from] ?? ''}export * from '${imports}'\n`
    if (imports.startsWith('.') && imports !== './missing.ts') files[join(from, '..', imports)] ??= ''
  }
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('.svelte')) files[name] = `<script lang="ts" module>\n${content}</script>\n`
  }
  return files
}

test('every forbidden import is reported by the rule that forbids it', { timeout: 60_000 }, async () => {
  using checkout = scratch(plantedFiles())
  const { output } = await cruise(['shared', 'main', 'preload', 'renderer', 'test'], {
    ...options,
    baseDir: checkout.path,
    validate: true,
    ruleSet: { forbidden },
  })
  const { violations } = (output as ICruiseResult).summary
  const reported = new Set(violations.map(({ from, rule }) => `${from}: ${rule.name}`))
  for (const [from, , rule] of planted) expect(reported).toContain(`${from}: ${rule}`)
})

test('every rule is among those that were seen to bite', () => {
  const bitten = new Set(planted.map(([, , rule]) => rule))
  expect(forbidden.map(({ name }) => name).filter((name) => !bitten.has(name!))).toEqual([])
})
