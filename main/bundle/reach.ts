// What a show reaches outside, as people approve it, and the same show without any of it.
import { createHash } from 'node:crypto'
import { hostPort } from '../../shared/base/host-port.ts'
import type { Reach } from '../../shared/contract/bundle-view.ts'
import { feedbackTargets } from '../../shared/model/show.ts'
import type { ShowFile } from '../../shared/model/show.ts'

export function reachOf(show: ShowFile): Reach {
  const { osc, midi, keyboard } = show
  const targets = Object.entries({ ...osc.targets, ...feedbackTargets(show) })
  return {
    targets: targets.map(([name, target]) => ({
      name,
      at: 'self' in target ? 'Cuewright itself' : hostPort(target.host, target.port),
      transport: target.transport,
    })),
    midiOutputs: Object.entries(midi.outputs).map(([name, { port, occurrence }]) => ({
      name,
      port: occurrence === 1 ? port : `${port} (${occurrence})`,
    })),
    globalKeys: keyboard.global,
  }
}

/** The same for the same places, ports and keys, whatever they are called and in which order they stand. */
export function digestOf({ targets, midiOutputs, globalKeys }: Reach): string {
  const places = [
    targets.map(({ at, transport }) => `${transport} ${at}`),
    midiOutputs.map(({ port }) => port),
    globalKeys,
  ].map((each) => [...new Set(each)].sort())
  return createHash('sha256').update(JSON.stringify(places)).digest('hex')
}

/** Nothing can be sent to from it, no connection is opened, and no key is taken from other programs. */
export function withoutReach(show: ShowFile): ShowFile {
  return {
    ...show,
    feedback: [],
    osc: { ...show.osc, targets: {}, multicast: [] },
    midi: { ...show.midi, outputs: {} },
    keyboard: { ...show.keyboard, global: [] },
  }
}
