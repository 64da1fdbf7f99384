// Bundles of the show that runs, and the gate behind which an imported show stays until it has been approved.
import { realpathSync } from 'node:fs'
import { rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { failed, fault, formatFault } from '../shared/base/result.ts'
import type { Clock } from '../shared/base/clock.ts'
import type { Result } from '../shared/base/result.ts'
import type { ShowChange } from '../shared/model/show-change.ts'
import type { LoadedShow, ShowFile } from '../shared/model/show.ts'
import type { ArmShow } from './arm-show.ts'
import type { Arming } from './arming.ts'
import { showWarnings } from './build/check-warnings.ts'
import { buildShow } from './build/thread-build.ts'
import { Approvals } from './bundle/approvals.ts'
import { Bundles } from './bundle/bundles.ts'
import { digestOf, reachOf, withoutReach } from './bundle/reach.ts'
import { stagingIn } from './bundle/staging.ts'
import { bundleThreads } from './bundle/thread.ts'
import type { ShowCoordinator } from './coordinator/coordinator.ts'
import type { Asker } from './editing.ts'
import type { EngineLog } from './keep-warnings.ts'
import { parseProfile } from './peripherals/hid/profiles.ts'
import type { Recordings } from './peripherals/replay/recordings.ts'
import { fileSystem } from './store/file-system.ts'
import { saveFile } from './store/save-file.ts'
import { systemWords } from './store/system-words.ts'

interface BundlingOptions {
  readonly clock: Clock
  readonly version: string
  readonly dataDir: string
  readonly log: EngineLog
  readonly recordings: Pick<Recordings, 'view' | 'look'>
  readonly arming: Arming
  coordinator(): Pick<ShowCoordinator, 'current' | 'files' | 'open'>
  /** Hands its inputs and outputs what the open show reaches. */
  reach(show: ShowFile, change: ShowChange): void
  armShow(): ArmShow
}

export interface Bundling extends AsyncDisposable {
  readonly bundles: Bundles<Asker>
  /** Told of each show before anybody takes it; answers the show as inputs and outputs may see it. */
  gate(next: LoadedShow, change: ShowChange): ShowFile
  /** Saves the show that runs; under another name it waits as it did under its own. */
  save(path: string, save: () => Promise<Result<void>>): Promise<Result<void>>
}

const WHO = 'Cuewright'
const DETAIL = 'Look at where it sends to, and approve that.'

export async function createBundling(options: BundlingOptions): Promise<Bundling> {
  const { dataDir, log, recordings } = options
  const system = { ...fileSystem, rmdir }
  const staging = stagingIn(join(dataDir, 'staging'), system)
  const approvals = new Approvals({ folder: join(dataDir, 'imported'), system: fileSystem, realPath, log })
  await staging.clear()
  await approvals.load()
  const gate = new Gate(approvals, options)
  const bundles = new Bundles<Asker>({
    ...{ clock: options.clock, version: options.version, staging, system, threads: bundleThreads, approvals },
    folders: { recordings: join(dataDir, 'recordings'), profiles: join(dataDir, 'profiles') },
    checks: {
      build: buildShow,
      warnings: (show) => showWarnings(show, show.name).map(formatFault),
      profile: parseProfile,
    },
    show: {
      current: () => options.coordinator().current(),
      text: () => options.coordinator().files.saves.text(),
      mayLeave: (discard) => options.coordinator().files.mayLeave(discard),
      placeFor: (path, replace) => options.coordinator().files.placeFor(path, replace),
      resolved: (path) => options.coordinator().files.resolved(path),
      // Whether unsaved edits may be let go of was asked before anything was put anywhere.
      open: (path, asker) => options.coordinator().open({ path, discard: true }, asker),
    },
    recordings: () => recordings.view().files.map(({ name }) => name),
    save: (path, bytes, replaced) => saveFile(path, bytes, fileSystem, replaced),
    recordingsCame: () => recordings.look(),
    approved: (asker) => gate.open(asker),
  })
  return {
    bundles,
    gate: (next, change) => gate.take(next, change),
    save: (path, save) => gate.save(path, save),
    [Symbol.asyncDispose]: () => bundles[Symbol.asyncDispose](),
  }
}

class Gate {
  readonly #approvals: Approvals
  readonly #options: BundlingOptions
  #isShut = false

  constructor(approvals: Approvals, options: BundlingOptions) {
    this.#approvals = approvals
    this.#options = options
  }

  take({ show, path }: LoadedShow, { kind, cause }: ShowChange): ShowFile {
    const { arming, armShow } = this.#options
    if (kind === 'open') {
      this.#isShut = this.#approvals.waits(path)
      const view = arming.view()
      if (this.#isShut) armShow().disarm({ why: 'imported', by: WHO, detail: DETAIL }, cause)
      // The one for which it was disarmed is gone.
      else if (!view.armed && view.why === 'imported') armShow().arm(WHO, cause)
    }
    return this.#isShut ? withoutReach(show) : show
  }

  open({ by, cause }: Asker): void {
    const { coordinator, reach, armShow } = this.#options
    this.#isShut = false
    reach(coordinator().current().show, { kind: 'edit', cause })
    armShow().arm(by.name, cause)
  }

  async save(path: string, save: () => Promise<Result<void>>): Promise<Result<void>> {
    if (this.#isShut && !this.#approvals.waits(path)) {
      const { show } = this.#options.coordinator().current()
      try {
        await this.#approvals.imported(path, digestOf(reachOf(show)))
      } catch (thrown) {
        const what = `it was not saved, as it could not be kept that it waits to be approved: ${systemWords(thrown)}`
        return failed(fault('save/failed', path, what, 'approve it first, or put this right'))
      }
    }
    return await save()
  }
}

/** Of a file that is not there yet, by its folder; whatever cannot be looked up is known by what it is called. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    try {
      return join(realpathSync(dirname(path)), basename(path))
    } catch {
      return path
    }
  }
}
