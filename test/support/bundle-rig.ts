// Bundles on a disk in memory, with a show that is only as much as they need of one.
import { dirname, join, resolve } from 'node:path'
import { parseShow } from '../../main/build/parse-show.ts'
import { Approvals } from '../../main/bundle/approvals.ts'
import { Bundles } from '../../main/bundle/bundles.ts'
import { pack } from '../../main/bundle/pack.ts'
import { stagingIn } from '../../main/bundle/staging.ts'
import { unpack } from '../../main/bundle/unpack.ts'
import { saveFile } from '../../main/store/save-file.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Clock } from '../../shared/base/clock.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { SimulatedDisk } from './simulated-disk.ts'
import type { MishapAt } from './simulated-disk.ts'

export const FOLDERS = ['/', '/data', '/data/recordings', '/data/profiles', '/shows']
export const PROFILE =
  '{"name":"My pad","devices":[{"vendor":"1209","product":"0002"}],"names":{"button1":"go"}}'
export const showText = (name: string, more: object = {}): string =>
  `{\r\n  "version": 1,\r\n  "name": ${JSON.stringify(name)}, "metadata": ${JSON.stringify(more)}\r\n}`

const parsed = (text: string): ShowFile => {
  const show = parseShow(Buffer.from(text), 'show.json')
  if (!show.ok) throw new Error(show.error[0]?.what)
  return show.value
}

export interface BundleRigOptions {
  readonly clock: Clock
  readonly files?: Readonly<Record<string, string | Buffer>>
  readonly mishap?: MishapAt
  readonly show?: string
  readonly disk?: SimulatedDisk
}

export async function bundleRig({ clock, files = {}, mishap, disk: given, ...options }: BundleRigOptions) {
  const content = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))
  const disk = given ?? new SimulatedDisk({ files: content, folders: FOLDERS }, mishap)
  const text = options.show ?? showText('Tonight')
  const open = { show: parsed(text), path: '/shows/tonight.show.json' as string | null }
  const state = { isEdited: false, opened: [] as string[], approved: 0, refuseOpen: false }
  const approvals = new Approvals({
    folder: '/data/imported',
    system: disk,
    realPath: (path) => path,
    log: { warn: () => undefined },
  })
  await approvals.load()
  const spent = { read: 0, inflated: 0 }
  const bundles = new Bundles<null>({
    ...{ clock, version: '0.1.0', approvals, system: disk },
    folders: { recordings: '/data/recordings', profiles: '/data/profiles' },
    staging: stagingIn('/data/staging', disk),
    threads: {
      unpack: (path, into, abort, progress) => unpack({ path, into, system: disk, abort, spent, progress }),
      pack: (head, sources) => pack({ head, sources, system: disk }),
    },
    checks: {
      build: (bytes, where) => Promise.resolve(parseShow(bytes, where)),
      warnings: () => [],
      profile: (profile, file) => {
        try {
          return ok({ name: (JSON.parse(profile) as { readonly name: string }).name })
        } catch {
          return failed(fault('hid/bad-profile', file, 'it is no JSON', 'mend it'))
        }
      },
    },
    show: {
      current: () => open,
      text: () =>
        Promise.resolve({ bytes: Buffer.from(text), name: open.show.name, isEdited: state.isEdited }),
      mayLeave: (discard) =>
        state.isEdited && !discard ? fault('show/unsaved', 'show', 'it is not saved', 'save it') : null,
      placeFor: (path, replace) => {
        const where = resolve('/shows', path)
        return Promise.resolve(
          disk.files.has(where) && !replace
            ? failed(fault('save/exists', where, 'there is such a file already', 'choose another name'))
            : ok(where),
        )
      },
      resolved: (path) => resolve('/shows', path),
      async open(path) {
        await Promise.resolve()
        if (state.refuseOpen) return failed(fault('show/not-taken', path, 'a stage refuses', 'report this'))
        open.path = path
        open.show = parsed(disk.files.get(path)?.toString('utf8') ?? '')
        state.opened.push(path)
        return ok({ generation: 2 })
      },
    },
    recordings: () =>
      [...disk.files.keys()]
        .filter((path) => dirname(path) === '/data/recordings' && path.endsWith('.jsonl'))
        .map((path) => path.slice('/data/recordings/'.length, -'.jsonl'.length)),
    save: (path, bytes, replaced) => saveFile(path, bytes, disk, replaced),
    recordingsCame: () => undefined,
    approved: () => void (state.approved += 1),
  })
  return { bundles, disk, approvals, state, open, spent }
}

/** What lies below a folder, by path. */
export function below(disk: SimulatedDisk, folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...disk.files]
      .filter(([path]) => path.startsWith(join(folder, '/')))
      .map(([path, content]) => [path, content.toString('utf8')]),
  )
}
