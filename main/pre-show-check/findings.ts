// What the engine knows of itself, as findings: what is missing, not saved, not reached, or waits for somebody.
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { CheckSeverity, Finding } from '../../shared/contract/check-view.ts'
import { DISARMED_WORDS } from '../../shared/model/arming.ts'
import type { ArmingView } from '../../shared/model/arming.ts'
import type {
  DeviceHealth,
  MidiOutputHealth,
  OscInputHealth,
  OscTargetHealth,
  RunnerHealth,
  ShowHealth,
  StandingWarning,
} from '../../shared/model/health.ts'
import type { LoadedShow } from '../../shared/model/show.ts'
import { sourcesOf } from './sources.ts'

/** How things are at the moment of asking. */
export interface CheckReadings {
  show(): LoadedShow
  isEdited(): boolean
  files(): ShowHealth
  devices(): readonly DeviceHealth[]
  profiles(): readonly Fault[]
  midiOutputs(): readonly MidiOutputHealth[]
  oscTargets(): readonly OscTargetHealth[]
  oscInput(): OscInputHealth
  runners(): readonly RunnerHealth[]
  arming(): ArmingView
  /** What is asked and not answered. */
  questions(): readonly { readonly prompt: string; readonly ownerName: string }[]
  access(): Fault | null
  /** What the show holds that can hardly be meant. */
  oddities(): readonly Fault[]
  /** What stands of everything else. */
  warnings(): readonly StandingWarning[]
}

const found = (severity: CheckSeverity, said: Fault): Finding => {
  const { code, where, what, next } = said
  return { severity, code, where, what, next }
}

export function findingsOf(read: CheckReadings): readonly Finding[] {
  const own = [
    ...fileFindings(read),
    ...deviceFindings(read),
    ...outputFindings(read),
    ...stateFindings(read),
    ...read.oddities().map((said) => found('warning', said)),
  ]
  const known = new Set(own.map(placeOf))
  const others = read.warnings().filter((warning) => !known.has(placeOf(warning)))
  return [...own, ...others.map((said) => found('warning', said))]
}

const placeOf = ({ code, where }: Pick<Fault, 'code' | 'where'>): string => `${code} ${where}`

function fileFindings({ show, files, isEdited }: CheckReadings): readonly Finding[] {
  const { path, show: held } = show()
  const where = path ?? held.name
  const { failing, saving, notKept, offered, stateNotKept, versions, rescued } = files()
  const findings: Finding[] = []
  if (failing !== null) findings.push(found('error', failing.first))
  if (saving !== null) findings.push(found('error', { ...saving.fault, where: saving.path }))
  if (notKept !== null) findings.push(found('error', notKept))
  if (rescued !== null) findings.push(found('error', rescued))
  if (stateNotKept !== null) findings.push(found('warning', stateNotKept))
  if (versions !== null) findings.push(found('warning', versions))
  if (offered !== null) {
    const what = `the show file was changed outside and is not taken: ${offered.text}`
    findings.push(
      found(
        'warning',
        fault('show/offered', offered.path, what, 'take the file, or keep what is here and save'),
      ),
    )
  }
  if (path === null) {
    findings.push(found('warning', fault('check/no-file', where, 'the show has no file', 'save it to one')))
  } else if (isEdited()) {
    findings.push(
      found('warning', fault('check/unsaved', where, 'what is here is not saved', 'save the show')),
    )
  }
  return findings
}

/** What the show names and nothing here is; and what is there and cannot be heard. */
function deviceFindings({ show, devices, profiles }: CheckReadings): readonly Finding[] {
  const known = new Map(devices().map((device) => [device.device, device]))
  const named = sourcesOf(show().show)
  const missing = [...named].flatMap(([source, uses]) => {
    const device = known.get(source)
    if (device?.state === 'open') return []
    const users = `${uses[0]}${uses.length === 1 ? '' : ` and ${uses.length - 1} more`}`
    const what = `the show listens to it (${users}), and it is ${device === undefined ? 'not there' : device.state}`
    const next = device?.reason ?? 'plug it in, or have the show listen to another'
    return [found('error', fault('check/device-missing', source, what, next))]
  })
  const others = [...known.values()]
    .filter(({ device, state }) => !named.has(device) && (state === 'lost' || state === 'refused'))
    .map(({ device, name, state, reason }) =>
      found(
        'warning',
        fault(`device/${state}`, `${name} (${device})`, reason ?? `it is ${state}`, 'plug it in again'),
      ),
    )
  const keys = [...known.values()]
    .filter(({ family, state, reason }) => family === 'keyboard' && state !== 'open' && reason !== null)
    .map(({ name, reason }) =>
      found(
        'warning',
        fault('check/global-keys', name, reason ?? '', 'choose other keys, or use the desktop app'),
      ),
    )
  return [...missing, ...others, ...keys, ...profiles().map((said) => found('warning', said))]
}

function outputFindings({ oscTargets, midiOutputs, oscInput }: CheckReadings): readonly Finding[] {
  const targets = oscTargets()
  const failing = targets
    .filter(({ state }) => state === 'failing')
    .map(({ target, address, lastError }) => {
      const where = `OSC target ${target} (${address})`
      const what = `it cannot be reached: ${lastError ?? 'no reason given'}`
      return found(
        'error',
        fault('osc/target-failing', where, what, 'see whether it is on and its address is right'),
      )
    })
  const silent = targets.filter(({ state, acknowledged }) => state !== 'failing' && acknowledged === null)
  const tried = silent.map(({ target, address }) => `${target} (${address})`).join(', ')
  const untold =
    silent.length === 0
      ? []
      : [
          found(
            'unknown',
            fault(
              'check/target-unknown',
              tried,
              'it is not known whether anybody receives there',
              'send something, and look',
            ),
          ),
        ]
  const outputs = midiOutputs()
    .filter(({ state }) => state !== 'open')
    .map(({ output, port, reason }) =>
      found(
        'error',
        fault(
          'midi/output-closed',
          `MIDI output ${output}`,
          reason ?? `its port ${port} is not open`,
          'connect it, or name another port',
        ),
      ),
    )
  const { groups, udp, tcp } = oscInput()
  const unheard = groups
    .filter(({ error }) => error !== null)
    .map(({ group, error }) =>
      found('error', fault('osc/group-unheard', group, error ?? '', 'see whether the network is there')),
    )
  const closed =
    udp === 'not open' || tcp === 'not open'
      ? [
          found(
            'error',
            fault('osc/input-closed', 'OSC input', 'nothing is heard over OSC', 'start the engine again'),
          ),
        ]
      : []
  return [...failing, ...outputs, ...closed, ...unheard, ...untold]
}

function stateFindings({ arming, questions, runners, access }: CheckReadings): readonly Finding[] {
  const findings: Finding[] = []
  const armed = arming()
  if (!armed.armed) {
    const what = `nothing acts and nothing is sent, ${DISARMED_WORDS[armed.why]}`
    const code = armed.why === 'safe-mode' ? 'check/safe-mode' : 'check/disarmed'
    findings.push(found('error', fault(code, 'show', what, 'look at it, then arm the show')))
  }
  for (const { prompt, ownerName } of questions()) {
    findings.push(
      found('warning', fault('check/question', ownerName, `it waits for an answer: ${prompt}`, 'answer it')),
    )
  }
  const lost = runners().filter(({ state }) => state === 'lost')
  if (lost.length > 0) {
    findings.push(
      found(
        'error',
        fault(
          'runner/lost',
          'timelines',
          `${lost.length} of their threads are gone`,
          'wait until they are back',
        ),
      ),
    )
  }
  if (runners().some(({ rank }) => rank !== 'high')) {
    const what = 'the threads of timelines have no priority, so other busy programs may delay steps'
    findings.push(
      found(
        'warning',
        fault('check/no-priority', 'timelines', what, 'close other programs, or see docs/playlists.md'),
      ),
    )
  }
  const trouble = access()
  if (trouble !== null) findings.push(found('error', trouble))
  return findings
}
