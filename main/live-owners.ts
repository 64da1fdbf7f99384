// Who carries out the commands of what only a live show has: who may do what, cue sheets, and bundles.
import { failed, fault, ok } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'
import type { AccessCommandName } from '../shared/contract/access-commands.ts'
import type { BundleCommandName } from '../shared/contract/bundle-commands.ts'
import type { HealthCommandName } from '../shared/contract/health-commands.ts'
import type { Health } from './health/health.ts'
import type { Mutes } from './outputs/mutes.ts'
import type { Trials } from './outputs/trial.ts'
import type { Access } from './access/access.ts'
import type { Bundles } from './bundle/bundles.ts'
import type { CueSheets } from './cue-sheets/cue-sheets.ts'
import { notHere } from './editing.ts'
import type { Asker } from './editing.ts'
import type { Owner, OwnersOf } from './owner.ts'

/** Each null in a rehearsal, to which nobody comes from outside, and whose show stays as it is. */
export interface LiveOwners {
  readonly access: Access | null
  readonly cueSheets: CueSheets | null
  readonly bundles: Bundles<Asker> | null
  readonly watched: Watched | null
}

/** What is watched, and what is sent to. */
export interface Watched {
  readonly health: Pick<Health, 'acknowledge' | 'history'>
  readonly mutes: Pick<Mutes, 'set'>
  readonly trials: Pick<Trials, 'try'>
}

type LiveTable = OwnersOf<'cueSheet'> & {
  readonly [N in AccessCommandName | BundleCommandName | HealthCommandName]: Owner<N>
}

export function liveOwners(owners: LiveOwners): LiveTable {
  return {
    ...accessOwners(owners),
    ...cueSheetOwners(owners),
    ...bundleOwners(owners),
    ...watchedOwners(owners),
  }
}

function watchedOwners({ watched }: LiveOwners): { readonly [N in HealthCommandName]: Owner<N> } {
  const nowhere = (): Result<never> =>
    failed(
      fault(
        'show/not-here',
        'rehearsal',
        'a rehearsal sends nothing and is not watched',
        'open the show live',
      ),
    )
  return {
    'health.acknowledge': ({ id }, cause, by) =>
      watched?.health.acknowledge(id ?? null, by, cause) ?? nowhere(),
    'health.history': ({ span }) => (watched === null ? nowhere() : ok(watched.health.history(span))),
    'output.mute': (mute, cause, by) => watched?.mutes.set(mute, by.name, cause) ?? nowhere(),
    'output.test': (output, cause, by) =>
      watched?.trials.try(output, by.source, cause) ?? Promise.resolve(nowhere()),
  }
}

function accessOwners({ access }: LiveOwners): { readonly [N in AccessCommandName]: Owner<N> } {
  const nowhere = (): Result<never> =>
    failed(fault('access/not-here', 'rehearsal', 'nobody comes to a rehearsal', 'open the show live'))
  const later = (): Promise<Result<never>> => Promise.resolve(nowhere())
  return {
    'access.read': (_, __, by) => (access === null ? nowhere() : ok(access.read(by))),
    'access.lock': (_, cause, by) => access?.lock(by, cause) ?? later(),
    'access.unlock': (args, cause, by) => access?.unlock(args, by, cause) ?? later(),
    'access.setPin': (args, cause, by) => access?.setPin(args, by, cause) ?? later(),
    'access.become': (args, cause, by) => access?.become(args, by, cause) ?? later(),
  }
}

function cueSheetOwners({ cueSheets }: LiveOwners): OwnersOf<'cueSheet'> {
  return {
    'cueSheet.preview': async (request) =>
      cueSheets === null ? failed(notHere()) : await cueSheets.preview(request),
    'cueSheet.import': async (request, cause, by) =>
      cueSheets === null ? failed(notHere()) : await cueSheets.import(request, { by, cause }),
    'cueSheet.export': ({ list, form }) =>
      cueSheets === null ? failed(notHere()) : cueSheets.export(list, form),
  }
}

function bundleOwners({ bundles }: LiveOwners): { readonly [N in BundleCommandName]: Owner<N> } {
  const nowhere = (): Result<never> => failed(notHere())
  const later = (): Promise<Result<never>> => Promise.resolve(nowhere())
  return {
    'bundle.export': (request) => bundles?.export(request) ?? later(),
    'bundle.file': ({ recordings }) => bundles?.file(recordings) ?? later(),
    'bundle.open': ({ path, id }, _, by) => bundles?.open(path, id ?? null, by.id) ?? later(),
    'bundle.receive': ({ upload, id }, _, by) => bundles?.receive(upload, id ?? null, by.id) ?? later(),
    'bundle.read': ({ id }) => bundles?.read(id) ?? nowhere(),
    'bundle.drop': ({ id }) => bundles?.drop(id) ?? nowhere(),
    'bundle.take': (request, cause, by) => bundles?.take(request, { by, cause }) ?? later(),
    'bundle.approval': () => (bundles === null ? nowhere() : ok(bundles.approval())),
    'bundle.approve': ({ digest }, cause, by) => bundles?.approve(digest, { by, cause }) ?? later(),
  }
}
