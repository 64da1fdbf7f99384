// Why a bundle is not taken, in the operator's words; each reason has a code of its own.
import { FaultError, fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import { BUNDLE_LIMITS } from '../../shared/model/bundle.ts'

const MB = 1024 * 1024
const AGAIN = 'have it exported again'
const BEWARE = 'it may have been made to do harm; ask whoever sent it'

export const notAnArchive = (where: string, what = 'this is no archive, or not all of one'): Fault =>
  fault('bundle/not-an-archive', where, what, 'copy or export it again')

export const unreadable = (where: string, what: string): Fault =>
  fault('bundle/unreadable', where, what, 'check the path, and that it may be read')

export const notStaged = (name: string, what: string): Fault =>
  fault(
    'bundle/no-room',
    shown(name),
    `it could not be unpacked: ${what}`,
    'make room where Cuewright keeps its data',
  )

export const notReadable = (name: string, what: string): Fault =>
  fault(
    'bundle/not-readable',
    shown(name),
    `it could not be read: ${what}`,
    'export without it, or try again',
  )

export const changedMeanwhile = (name: string): Fault =>
  fault(
    'bundle/changed',
    shown(name),
    'it changed while it was read',
    'export again when nobody writes to it',
  )

export const damaged = (where: string, what: string): Fault => fault('bundle/damaged', where, what, AGAIN)

export const tooManyEntries = (count: number): Fault => {
  const what = `it holds ${count} files; the most is ${BUNDLE_LIMITS.entries}`
  return fault('bundle/too-many-entries', 'bundle', what, 'export fewer recordings at once')
}

export const tooLarge = (where: string, bytes: number, most: number): Fault => {
  const size =
    most < MB ? `${bytes} bytes; the most is ${most}` : `${inMb(bytes)} MB; the most is ${inMb(most)} MB`
  return fault('bundle/too-large', where, `it has ${size}`, 'export fewer recordings at once')
}

const inMb = (bytes: number): string => (Math.ceil((bytes / MB) * 10) / 10).toFixed(1).replace(/\.0$/, '')

export const tooDense = (where: string): Fault => {
  const what = `its content is over ${BUNDLE_LIMITS.ratio} times as large as it is in the archive`
  return fault('bundle/ratio', where, what, BEWARE)
}

export const badName = (name: string, what: string): Fault =>
  fault('bundle/name', shown(name), what, 'give it another name, and export again')

export const namesAlike = (name: string, other: string): Fault => {
  const what = `${shown(other)} would be the same file on some systems`
  return fault('bundle/names-alike', shown(name), what, 'rename one of the two, and export again')
}

export const twice = (name: string): Fault =>
  fault('bundle/twice', shown(name), 'the archive holds it twice', BEWARE)

export const unexpected = (name: string): Fault => {
  const what = 'no bundle holds such a file'
  return fault('bundle/unexpected', shown(name), what, 'export the bundle again, and add nothing to it')
}

export const notAFile = (name: string, what: string): Fault =>
  fault('bundle/not-a-file', shown(name), what, BEWARE)

export const encrypted = (name: string): Fault =>
  fault('bundle/encrypted', shown(name), 'it is encrypted', 'export the bundle again, without a password')

export const unknownMethod = (name: string, method: number): Fault => {
  const what = `it is compressed in a way that is not read here (method ${method})`
  return fault('bundle/method', shown(name), what, AGAIN)
}

export const overlap = (name: string): Fault =>
  fault('bundle/overlap', shown(name), 'it lies where another file of the archive lies', BEWARE)

export const garbage = (where: string, what: string): Fault => fault('bundle/garbage', where, what, BEWARE)

export const zip64 = (where: string): Fault => {
  const what = 'it is written for archives above 4 GB (zip64), which no bundle is'
  return fault('bundle/zip64', where, what, AGAIN)
}

export const spansDisks = (where: string): Fault =>
  fault('bundle/spans-disks', where, 'it is one part of an archive in several', 'send it as one file')

export const headersDiffer = (name: string, what: string): Fault =>
  fault('bundle/headers-differ', shown(name), `the archive says ${what} twice, and differently`, BEWARE)

export const badDirectory = (what: string): Fault => fault('bundle/directory', 'list of files', what, BEWARE)

export const badChecksum = (name: string): Fault =>
  fault(
    'bundle/checksum',
    shown(name),
    'its bytes are not those that were written',
    'copy or export it again',
  )

export const badManifest = (what: string): Fault => fault('bundle/manifest', 'manifest.json', what, AGAIN)

export const newerFormat = (format: number, most: number): Fault => {
  const what = `the bundle was written in format ${format}; this Cuewright reads up to format ${most}`
  return fault('bundle/newer-version', 'manifest.json', what, 'update Cuewright')
}

export const contentsDiffer = (name: string, what: string): Fault =>
  fault('bundle/contents', shown(name), what, AGAIN)

export const givenUp: Fault = fault(
  'bundle/given-up',
  'bundle',
  'it was given up',
  'begin again if it is still wanted',
)

/** Names come from others: none breaks a line, and none fills the screen. */
const shown = (name: string): string =>
  name
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, '\ufffd')
    .slice(0, 120)

export function refuse(refusal: Fault): never {
  throw new FaultError(refusal)
}
