// What goes between the engine and the thread that packs or unpacks one bundle.
import type { Fault, Result } from '../../shared/base/result.ts'
import type { BundleHead, BundleSource } from './pack.ts'
import type { Unpacked } from './unpack.ts'

export type ThreadData =
  | { readonly task: 'unpack'; readonly path: string; readonly into: string }
  | { readonly task: 'pack'; readonly head: BundleHead; readonly sources: readonly BundleSource[] }

export type UnpackReply =
  | { readonly kind: 'progress'; readonly bytes: number; readonly of: number }
  | { readonly kind: 'done'; readonly result: Result<Unpacked> }

/** A piece goes out only where one is asked for: what the engine has not taken stays small. */
export type PackReply =
  | { readonly kind: 'piece'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' }
  | { readonly kind: 'refused'; readonly fault: Fault }

/** Of what a bundle is sent in. */
export const SENT_BYTES = 256 * 1024
