// How packets are told apart on a byte stream.

/** Where a decoder puts what it finds. */
export interface FrameSink {
  /** One packet; its bytes are valid during the call only. */
  packet(bytes: Uint8Array): void
  /** A frame was dropped; told once a frame. */
  dropped(reason: FrameDropReason): void
}

/** After `bad-frame-size` nothing more can be read from the stream; after the others the next frame can. */
export type FrameDropReason = 'frame-too-large' | 'bad-escape' | 'bad-frame-size'

export interface FrameDecoder {
  /** Takes the next bytes of the stream, in whatever pieces they come. */
  push(chunk: Uint8Array): void
  /** Bytes of memory that it takes. */
  readonly held: number
  /** Whether a frame has begun that is not complete. */
  readonly isWithin: boolean
}
