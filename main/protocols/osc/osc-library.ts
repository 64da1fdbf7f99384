// The `osc` package: its readers and writers of values, without its sockets.
// @ts-expect-error -- the package brings no types
import untyped from 'osc/src/osc.js'

interface Long {
  readonly high: number
  readonly low: number
}
interface Offset {
  idx: number
}
/** Readers move `offset` past what they read. None of them checks that it is there. */
interface OscLibrary {
  readInt32(view: DataView, offset: Offset): number
  readInt64(view: DataView, offset: Offset): Long
  readFloat32(view: DataView, offset: Offset): number
  readFloat64(view: DataView, offset: Offset): number
  readChar32(view: DataView, offset: Offset): string
  readTimeTag(view: DataView, offset: Offset): { readonly raw: [number, number] }
  /** These three look into the view's whole buffer, wherever in it the view begins. */
  readBlob(view: DataView, offset: Offset): Uint8Array
  readColor(view: DataView, offset: Offset): { r: number; g: number; b: number; a: number }
  readMIDIBytes(view: DataView, offset: Offset): Uint8Array
  writeChar32(character: string): Uint8Array
  /** All from 0 to 255 but `a`, which is from 0 to 1. */
  writeColor(colour: { r: number; g: number; b: number; a: number }): Uint8Array
  writeMIDIBytes(bytes: readonly number[]): Uint8Array
}

export const osc = untyped as OscLibrary
