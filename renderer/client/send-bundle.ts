// Sends a bundle to the engine that served the page; where the page is the desktop app's own, files are named by path instead.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { BundleView } from '../../shared/contract/bundle-view.ts'

export const canSendFiles = (window: Window): boolean => !window.navigator.userAgent.includes('Electron/')

export type SendBundle = (file: Blob, id: string, abort: AbortSignal) => Promise<Result<BundleView>>

export const sendBundle: SendBundle = async (file, id, abort) => {
  try {
    const answer = await fetch(`/api/show/bundle?id=${id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/zip' },
      body: file,
      signal: abort,
    })
    const said: unknown = await answer.json()
    return answer.ok ? ok(said as BundleView) : failed(said as Fault)
  } catch {
    if (abort.aborted) return failed(fault('bundle/given-up', 'bundle', 'it was given up', 'choose it again'))
    const what = 'it could not be sent: the engine is not reached, or took too long'
    return failed(
      fault('bundle/not-sent', 'bundle', what, 'try again, or name a file on the engine’s computer'),
    )
  }
}
