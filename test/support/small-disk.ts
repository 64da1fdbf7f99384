// A disk of so many kilobytes, which a test fills and makes room on again; only where this process may mount one.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from './scratch.ts'

export interface SmallDisk extends Disposable {
  readonly path: string
  /** Until not one byte more fits. */
  fill(): void
  makeRoom(): void
}

export function smallDisk(kilobytes: number): SmallDisk {
  const folder = scratch({})
  const path = join(folder.path, 'disk')
  mkdirSync(path)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', path], { stdio: 'pipe' })
  const filler = join(path, 'filler')
  return {
    path,
    fill() {
      for (let size = kilobytes * 1024; size >= 1; size = Math.floor(size / 2)) {
        try {
          for (;;) writeFileSync(filler, Buffer.alloc(size), { flag: 'a' })
        } catch (thrown) {
          if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown
        }
      }
    },
    makeRoom: () => rmSync(filler),
    [Symbol.dispose]() {
      execFileSync('umount', ['-l', path])
      folder[Symbol.dispose]()
    },
  }
}

/** An empty disk in a folder that is there, which stays when the disk goes. */
export function mountedAt(path: string): Disposable & { readonly path: string } {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path], { stdio: 'pipe' })
  return { path, [Symbol.dispose]: () => void execFileSync('umount', ['-l', path]) }
}

/** Whether tests on a small disk can be run here. */
export const canMount = ((): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    smallDisk(64)[Symbol.dispose]()
    return true
  } catch {
    return false
  }
})()
