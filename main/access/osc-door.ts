// Who sends OSC and may only look: what they send is let in where it reads, or panics, and nowhere else is it heard.
import { formatFault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import { reaches } from '../../shared/model/client.ts'
import type { OscEndpoint } from '../../shared/model/payload/osc.ts'
import type { Access } from './access.ts'

/** Never more than a look, but for panic, which needs no role. */
const LET_IN = /^\/cuewright\/(?:ping|subscribe|check|panic)$|^\/panic$/
/** What edits the show. */
const EDITS = /^\/cuewright\/scene\/[^/]+\/store$/
const PARAM = /^\/cuewright\/param\/[^/]+$/

/** Says to the sender why it is not heard. */
type Refuse = (from: OscEndpoint, address: string, refusal: Fault) => void

export class OscDoor {
  readonly #access: Pick<Access, 'refusal' | 'doors'>
  #refuse: Refuse = () => undefined

  constructor(access: Pick<Access, 'refusal' | 'doors'>) {
    this.#access = access
  }

  /** From now on senders are told by `refuse`. */
  refusesBy(refuse: Refuse): void {
    this.#refuse = refuse
  }

  /** Why a message is not let in; null where it is. What has no argument asks at most. */
  readonly barred = (from: OscEndpoint, address: string, isAsking: boolean): string | null => {
    const { osc, oscPeers } = this.#access.doors
    // Of a hundred thousand messages a second none is looked at twice.
    if (reaches(osc, 'operator') && reaches(oscPeers, 'operator')) return null
    if (LET_IN.test(address) || (isAsking && PARAM.test(address))) return null
    const { host } = from
    const sender = { id: `osc:${host}`, name: host, way: 'osc', source: 'osc', address: host } as const
    const refusal = this.#access.refusal(address, EDITS.test(address) ? 'editor' : 'operator', sender)
    if (refusal === null) return null
    this.#refuse(from, address, refusal)
    return formatFault(refusal)
  }
}
