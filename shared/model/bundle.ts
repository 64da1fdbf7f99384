// What a bundle is: a show with the device profiles and recordings that go with it, as one archive.
import { z } from 'zod'
import { SHOW_LIMITS } from './show.ts'

export const BUNDLE_FORMAT = 1
export const BUNDLE_ENDING = '.cuewright'

/** Of a bundle that is read or written. */
export const BUNDLE_LIMITS = {
  entries: 2_000,
  /** Of one file in it, as it is without compression: the largest show. */
  entryBytes: SHOW_LIMITS.bytes,
  /** Of all files in it together. */
  allBytes: 256 * 1024 * 1024,
  /** Of the archive itself: all its files uncompressed, and what an archive says of each. */
  archiveBytes: 257 * 1024 * 1024,
  manifestBytes: 1024 * 1024,
  directoryBytes: 1024 * 1024,
  nameBytes: 200,
  /** How much smaller than its content a file in it may be, where it has over `ratioFrom` bytes. */
  ratio: 100,
  ratioFrom: 1024 * 1024,
} as const

export const MANIFEST_NAME = 'manifest.json'
export const SHOW_NAME = 'show.json'

const bundledFile = z.strictObject({
  name: z.string().min(1).max(BUNDLE_LIMITS.nameBytes),
  bytes: z.number().int().min(0).max(BUNDLE_LIMITS.entryBytes),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex digits'),
})
/** A file of the bundle, and by what its content is known. */
export type BundledFile = z.infer<typeof bundledFile>

export const bundleManifest = z.strictObject({
  cuewright: z.literal('bundle'),
  format: z.literal(BUNDLE_FORMAT),
  /** Of the program that wrote it. */
  version: z.string().max(100),
  show: z.string().min(1).max(200),
  /** Whether it holds edits that were in no show file when it was written. */
  unsaved: z.boolean(),
  /** All but this one, in the order in which they stand in the archive. */
  files: z.array(bundledFile).min(1).max(BUNDLE_LIMITS.entries),
})
export type BundleManifest = z.infer<typeof bundleManifest>
