// The payloads of all system events: for types, and for who must know any of them; others load the family they parse.
import { cuePayloads } from './payload/cue.ts'
import { accessPayloads } from './payload/access.ts'
import { devicePayloads } from './payload/device.ts'
import { fadePayloads } from './payload/fade.ts'
import { gesturePayloads } from './payload/gesture.ts'
import { healthPayloads } from './payload/health.ts'
import { inputPayloads } from './payload/input.ts'
import { interruptPayloads } from './payload/interrupt.ts'
import { oscPayloads } from './payload/osc.ts'
import { playlistPayloads } from './payload/playlist.ts'
import { scenePayloads } from './payload/scene.ts'
import { schedulerPayloads } from './payload/scheduler.ts'
import { showPayloads } from './payload/show.ts'
import { showBuildPayloads } from './payload/show-build.ts'
import { showEditPayloads } from './payload/show-edit.ts'

export const payloads = {
  ...accessPayloads,
  ...showPayloads,
  ...fadePayloads,
  ...showBuildPayloads,
  ...showEditPayloads,
  ...playlistPayloads,
  ...cuePayloads,
  ...oscPayloads,
  ...devicePayloads,
  ...inputPayloads,
  ...gesturePayloads,
  ...scenePayloads,
  ...schedulerPayloads,
  ...interruptPayloads,
  ...healthPayloads,
} as const
