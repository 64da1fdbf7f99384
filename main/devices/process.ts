// What the engine needs of the process of the device libraries, however it is started.

export interface DeviceProcessListener {
  /** One frame; its bytes are good until this returns. */
  said(frame: Uint8Array): void
  /** What it says can no longer be followed. */
  confused(what: string): void
  /** It is gone, and everything that it said before has been told; once, and never before `start` has returned. */
  ended(how: string): void
}

export interface DeviceProcess {
  readonly pid: number | null
  /** Text, which is lost where it has ended. */
  say(text: string): void
  /** Asks it to let go of everything and to end; `ended` follows, unless it hangs. */
  close(): void
  /** Ends it without a word; `ended` follows. */
  kill(): void
}

export type StartDeviceProcess = (listener: DeviceProcessListener) => DeviceProcess

/** The engine, as the process of the device libraries sees it. */
export interface EngineLink {
  /** One frame: a batch, or text. */
  say(frame: Uint8Array | string): void
  /** `told` gets texts; `gone` is called once, when the engine has ended or has closed the link. */
  listen(received: (text: string) => void, gone: () => void): void
  /** Says nothing more, and calls `done` when all that was said has left or nobody is there to hear it. */
  finish(done: () => void): void
}
