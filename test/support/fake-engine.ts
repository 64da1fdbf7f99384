// Serves the built renderer over the real contract server from scripted data: for what a real engine shows too rarely. It plays
// nothing. By hand: `node test/support/fake-engine.ts troubled 4290`.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { SystemClock } from '../../main/clock.ts'
import { parseCommand } from '../../main/commands.ts'
import { socketPipe } from '../../main/web/socket-pipe.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { ClientInput } from '../../shared/contract/inputs.ts'
import { commandOf } from '../../shared/contract/commands.ts'
import { CONTENT_POLICY } from '../../shared/contract/content-policy.ts'
import type { ServerPipe } from '../../shared/contract/pipe.ts'
import { ContractServer } from '../../shared/contract/server.ts'
import { valueFrame } from '../../shared/contract/stream-frames.ts'
import { ARMED } from '../../shared/model/arming.ts'
import type { ArmingView } from '../../shared/model/arming.ts'
import { STREAMS, isOpenable, isTimeline, openedBy } from '../../shared/contract/streams.ts'
import type { DefinitionName, StandingStream } from '../../shared/contract/streams.ts'
import { WebMeter } from '../../shared/contract/web-meter.ts'
import type { DueRule } from '../../shared/model/panic.ts'
import type { OpenSteps } from '../../shared/model/mutations/followed.ts'
import { severityOf } from '../../shared/model/severity.ts'
import type { ActivityLine, ShowView, StreamName, StreamValues } from '../../shared/contract/streams.ts'
import { FakeBooth, boothShow } from './fake-booth.ts'
import { FakeAsRun } from './fake-as-run.ts'
import { FakeEdits } from './fake-edits.ts'
import { devicesOf } from './fake-devices.ts'
import { fakeReport } from './fake-health.ts'
import { FakeInputs } from './fake-inputs.ts'
import { FakeInterrupts } from './fake-interrupts.ts'
import { FakeRuns } from './fake-runs.ts'
import { FakeSchedulers } from './fake-schedulers.ts'
import type { Scenario } from './scenarios.ts'
import { paramsAt } from './fake-params.ts'
import { demoShow, denseShow, emptyShow, stepsOf, wideShow } from './fake-show.ts'
import { FakeThrown } from './fake-thrown.ts'
import { OPEN_ACCESS } from './open-access.ts'

const SHOWS: Record<Scenario, ShowView> = {
  demo: demoShow,
  booth: boothShow,
  dense: denseShow,
  wide: wideShow,
  empty: emptyShow,
  troubled: demoShow,
}

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** Seconds of health that a client is told of at once, so that charts are full. */
const HISTORY_SECONDS = 240
const LINES_KEPT = 200
const CHANGED_BY_COMMANDS: readonly StreamName[] = [
  'runs',
  'cues',
  'inputs',
  'schedulers',
  'thrown',
  'interrupts',
  'edits',
  'arming',
]

export class FakeEngine implements AsyncDisposable {
  readonly #clock = new SystemClock()
  readonly #scenario: Scenario
  readonly #runs: FakeRuns
  /** Null in shows without cue lists. */
  readonly #booth: FakeBooth | null
  readonly #inputs: FakeInputs
  readonly schedulers: FakeSchedulers
  readonly thrown: FakeThrown
  readonly interrupts: FakeInterrupts
  readonly asRun: FakeAsRun
  readonly edits: FakeEdits
  readonly #http: Server
  readonly #sockets: WebSocketServer
  readonly #server: ContractServer
  readonly #ticking: NodeJS.Timeout[]
  /** Names of the commands that came in, oldest first. */
  readonly commands: string[] = []
  /** What clients' own windows sent, oldest first. */
  readonly received: ClientInput[] = []
  readonly #definitions = new Set<DefinitionName>()
  #lines: ActivityLine[] = []
  #seq = 0
  #wentAt = -Infinity
  #panickedSeq = 0
  #ended: object = {}
  #second = HISTORY_SECONDS
  /** Sends nothing and answers nothing while true, as a stopped process does, and hears it all when it goes on. */
  #silent = false
  readonly #unheard: (() => void)[] = []
  arming: ArmingView = ARMED
  /** Rules that panic's event names as due soon. */
  soon: readonly DueRule[] = []
  #tickedAt = 0
  #tickedWall = 0

  constructor(scenario: Scenario, folder: string) {
    this.#scenario = scenario
    this.#runs = new FakeRuns(this.#clock, SHOWS[scenario].playlists)
    this.#booth = scenario === 'booth' ? new FakeBooth(this.#clock) : null
    this.#inputs = new FakeInputs(this.#clock, scenario)
    this.schedulers = new FakeSchedulers(this.#clock, scenario)
    this.thrown = new FakeThrown(this.#clock, scenario, this.schedulers.schedulers)
    this.interrupts = new FakeInterrupts(this.#clock, scenario)
    this.asRun = new FakeAsRun(this.#clock, scenario)
    this.edits = new FakeEdits(this.#clock, SHOWS[scenario])
    this.#server = new ContractServer({
      clock: this.#clock,
      version: '0.1.0',
      meter: new WebMeter(),
      newId: () => randomUUID(),
      execute: (command, args, client) => this.#execute(command, args, client.id),
      value: (stream) => this.#value(stream),
      input: (input) => {
        this.received.push(input)
        this.#inputs.take(input)
        return null
      },
      left: () => undefined,
    })
    this.#http = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
      const file = join(folder, path === '/' ? 'index.html' : path)
      readFile(file).then(
        (body) => {
          response.setHeader('content-type', CONTENT_TYPES[extname(file)] ?? 'application/octet-stream')
          response.setHeader('content-security-policy', CONTENT_POLICY)
          response.end(body)
        },
        () => response.writeHead(404).end(),
      )
    })
    this.#sockets = new WebSocketServer({ server: this.#http, path: '/ws' })
    this.#sockets.on('connection', (socket) => this.#server.connect(this.#pipe(socket)))
    this.#ticking = [
      setInterval(() => this.#inputTick(), 100),
      setInterval(() => this.#quickTick(), 200),
      setInterval(() => this.#slowTick(), 1000),
    ]
    this.#slowTick()
    if (scenario !== 'empty' && scenario !== 'wide') this.#stage()
  }

  get runs(): FakeRuns {
    return this.#runs
  }

  get inputs(): FakeInputs {
    return this.#inputs
  }

  /** Stops saying and hearing anything, or goes on with what has come meanwhile. */
  silence(silent: boolean): void {
    this.#silent = silent
    if (!silent) for (const hear of this.#unheard.splice(0)) hear()
  }

  /** Streams that any client follows. */
  get followed(): ReadonlySet<StreamName> {
    return new Set(STREAMS.filter((stream) => this.#server.subscribers(stream) > 0))
  }

  /** Returns the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((listening) => this.#http.listen(port, '127.0.0.1', listening))
    return (this.#http.address() as AddressInfo).port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#ticking) clearInterval(timer)
    this.#server[Symbol.dispose]()
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#sockets.close()
    const closed = new Promise((settle) => this.#http.close(settle))
    // A browser opens connections that it may need: one without a request keeps the server from closing, for minutes.
    this.#http.closeAllConnections()
    await closed
  }

  #stage(): void {
    if (this.#scenario === 'dense') {
      this.#runs.start('dense', 60_000)
      return
    }
    for (const [id, reason, detail] of [
      ['preset', 'completed', null],
      ['look-warm', 'interrupted', 'osc.received /look/chase'],
      ['bows', 'cancelled', null],
      ['storm', 'failed', 'runner thread 1 ended unexpectedly: out of memory'],
    ] as const) {
      const run = this.#runs.start(id)
      if (run !== null) this.#runs.end(run.runId, reason, detail)
    }
    this.#runs.start('chase', 9_000)
    this.#runs.start('storm', 41_000)
    const warm = this.#runs.start('look-warm', 7_300)
    if (warm !== null) this.#runs.change(warm.runId, { state: 'paused', rate: 0.75 })
    if (this.#scenario === 'troubled' && warm !== null) {
      this.#runs.change(warm.runId, { lastLateBy: 8.2, maxLateBy: 31.4 })
    }
    this.#runs.standby = 'look-warm'
  }

  #pipe(socket: WebSocket): ServerPipe {
    const pipe = socketPipe(socket, '127.0.0.1')
    // A getter of it would be lost on a copy.
    return Object.assign(Object.create(pipe) as ServerPipe, {
      onMessage: (
        receive: (message: unknown, bytes: number) => void,
        noise: (bytes: number) => void,
      ): void => {
        pipe.onMessage((message, bytes) => {
          const hear = (): void => {
            if (asksForHealth(message)) this.#sendHistory(pipe)
            receive(message, bytes)
          }
          if (this.#silent) this.#unheard.push(hear)
          else hear()
        }, noise)
      },
    })
  }

  #sendHistory(pipe: ServerPipe): void {
    for (let ago = HISTORY_SECONDS; ago > 0; ago -= 1) {
      pipe.send(valueFrame('health', this.#report(ago)), () => undefined)
    }
  }

  #report(secondsAgo: number): StreamValues['health'] {
    const at = this.#tickedAt - secondsAgo * 1000
    const time = this.#tickedWall - secondsAgo * 1000
    const troubled = this.#scenario === 'troubled' && secondsAgo < 60
    return fakeReport(at, time, this.#second - secondsAgo, troubled, devicesOf(this.#scenario))
  }

  /** A copy, since what differs is told by comparing, and what is scripted changes in place. */
  #value<S extends StreamName>(stream: S): StreamValues[S] {
    if (stream === 'show') return SHOWS[this.#scenario] as StreamValues[S]
    if (isTimeline(stream)) return this.#timeline(openedBy(stream).id) as unknown as StreamValues[S]
    if (isOpenable(stream)) {
      this.#definitions.add(stream)
      return structuredClone(this.edits.open(openedBy(stream))) as unknown as StreamValues[S]
    }
    return structuredClone(this.#values[stream as StandingStream]()) as StreamValues[S]
  }

  #timeline(id: string): OpenSteps {
    const view = SHOWS[this.#scenario].playlists.find((playlist) => playlist.id === id)
    const steps = view === undefined ? [] : stepsOf(view)
    return { generation: 1, steps, keys: Uint32Array.from(steps, (_, place) => place + 1) }
  }

  readonly #values: { readonly [S in StandingStream]: () => StreamValues[S] } = {
    show: () => SHOWS[this.#scenario],
    runs: () => this.#runs.view(),
    cues: () => this.#booth?.view() ?? { lists: [], states: [], armed: [] },
    activity: () => ({ lines: this.#lines, omitted: this.#scenario === 'troubled' ? 1240 : 0 }),
    inputs: () => this.#inputs.view(),
    params: () => ({ params: paramsAt(SHOWS[this.#scenario], this.#clock.now()), layers: [] }),
    scenes: () => ({ scenes: [], last: null }),
    monitor: () => this.#inputs.monitor(),
    schedulers: () => this.schedulers.view(),
    thrown: () => this.thrown.view(),
    interrupts: () => this.interrupts.view(),
    edits: () => this.edits.view,
    arming: () => this.arming,
    access: () => OPEN_ACCESS,
    message: () => ({ message: null }),
    rumble: () => ({ pulses: [] }),
    health: () => this.#report(0),
  }

  #publish(stream: StreamName): void {
    if (this.#silent || this.#server.subscribers(stream) === 0) return
    this.#server.publish(stream, this.#value(stream))
  }

  #inputTick(): void {
    this.#inputs.tick()
    this.#publish('monitor')
    this.#publish('params')
    this.#publish('inputs')
  }

  #quickTick(): void {
    this.thrown.tick()
    this.interrupts.tick()
    this.#publish('thrown')
    this.#publish('interrupts')
    this.#runs.settle()
    for (const run of this.#runs.active) {
      if (run.anchor.state !== 'running' || this.#seq % 3 !== 0) continue
      this.#tell(
        'playlist.emitted',
        `playlist:${run.playlistId}`,
        `${run.name}: /rig/red/level 1 to desk`,
        this.#seq,
      )
    }
    this.#seq += 1
    this.#publish('runs')
    this.#publish('edits')
    for (const stream of this.#definitions) this.#publish(stream)
    this.#publish('activity')
  }

  #slowTick(): void {
    this.#second += 1
    this.#tickedAt = this.#clock.now()
    this.#tickedWall = this.#clock.wall()
    if (this.#scenario === 'demo' || this.#scenario === 'troubled') {
      this.#tell('osc.received', 'osc:main', '/look/chase 1 from 127.0.0.1:52110', null)
      this.#tell('playlist.created', 'playlist:chase', 'Colour chase started', this.#seq)
    }
    if (this.#scenario === 'troubled') {
      this.#tell(
        'osc.sendFailed',
        'osc:desk',
        'desk: connect ECONNREFUSED 127.0.0.1:8000 (212 in all)',
        this.#seq,
      )
    }
    this.schedulers.tick()
    this.#publish('schedulers')
    this.#publish('health')
  }

  #tell(type: string, source: string, text: string, cause: number | null): void {
    this.#seq += 1
    const line = {
      seq: this.#seq,
      at: this.#clock.now(),
      time: this.#clock.wall(),
      type,
      source,
      cause,
      severity: severityOf({ type, payload: {} }),
      text,
    }
    this.#lines = [line, ...this.#lines].slice(0, LINES_KEPT)
  }

  #execute(name: string, given: unknown, own: string): Result<unknown> {
    const parsed = parseCommand(name, given)
    if (!parsed.ok) return parsed
    const { name: command, args } = parsed.value as { name: string; args: Record<string, unknown> }
    // A question about what has happened is no deed.
    if (commandOf(command)?.kind !== 'ask') {
      this.commands.push(command)
      this.#tell('command.accepted', 'operator', `${command} ${JSON.stringify(args)}`, null)
    }
    const value =
      this.#inputs.act(command, args) ??
      this.schedulers.act(command, args) ??
      this.thrown.act(command, args) ??
      this.interrupts.act(command, args) ??
      this.asRun.act(command, args) ??
      this.edits.act(command, args, own) ??
      this.#act(command, args) ??
      REFUSAL
    // The answer goes first.
    queueMicrotask(() => CHANGED_BY_COMMANDS.forEach((stream) => this.#publish(stream)))
    return 'code' in value ? failed(value as Fault) : ok(value)
  }

  #act(
    command: string,
    args: { id?: string; runId?: string; playlistId?: string; position?: number; rate?: number },
  ): object | null {
    const runs = this.#runs
    const runId = args.runId ?? ''
    const all = (change: (id: string) => void): object => {
      for (const run of [...runs.active]) change(run.runId)
      return { runs: runs.active.length }
    }
    const one = (change: () => void): object => {
      change()
      return { runId }
    }
    switch (command) {
      case 'show.go': {
        if (this.#clock.now() - this.#wentAt < MINIMUM_GO_MS) return TOO_SOON
        this.#wentAt = this.#clock.now()
        if (this.#booth === null) return runs.start(runs.standby ?? '')
        return { playlistId: null, runId: null, ...runs.start(this.#booth.go() ?? '') }
      }
      case 'show.back':
        this.#booth?.back()
        return this.#booth === null ? null : { playlistId: null }
      case 'show.panic':
        this.#panickedSeq = this.#seq
        this.#ended = { runs: runs.active.length }
        return all((run) => runs.end(run, 'cancelled'))
      case 'show.arm':
        this.arming = ARMED
        return { armed: true }
      case 'show.disarm':
        this.arming = {
          ...{ armed: false, why: 'operator', by: 'FOH tablet', detail: null },
          ...{ since: this.#clock.now(), sinceTime: this.#clock.wall(), passedOver: 0, withheld: 0 },
        }
        return { ...all((run) => runs.end(run, 'cancelled')), armed: false, ended: this.#ended }
      case 'events.query': {
        const payload = { by: 'FOH tablet', ended: this.#ended, soon: this.soon }
        return { events: [{ seq: this.#panickedSeq, type: 'show.panicked', payload }] }
      }
      case 'show.stop':
        return {
          ...all((run) => runs.end(run, 'cancelled')),
          runId: this.#booth === null ? null : (runs.start('preset')?.runId ?? null),
        }
      case 'show.pause':
        return all((run) => runs.change(run, { state: 'paused' }))
      case 'show.resume':
        return all((run) => runs.change(run, { state: 'running' }))
      case 'standby.set':
        runs.standby = args.playlistId ?? null
        return { playlistId: runs.standby }
      case 'playlist.start':
        return runs.start(args.id ?? '')
      case 'run.stop':
        return one(() => runs.end(runId, 'cancelled'))
      case 'run.pause':
        return one(() => runs.change(runId, { state: 'paused' }))
      case 'run.resume':
        return one(() => runs.change(runId, { state: 'running' }))
      case 'run.seek':
        return one(() => runs.change(runId, { position: args.position ?? 0 }))
      case 'run.setRate':
        return one(() => runs.change(runId, { rate: args.rate ?? 1 }))
      default:
        return null
    }
  }
}

function asksForHealth(message: unknown): boolean {
  const { kind, stream } = message as { readonly kind?: unknown; readonly stream?: unknown }
  return kind === 'subscribe' && stream === 'health'
}

const MINIMUM_GO_MS = 300
const TOO_SOON = fault('go/too-soon', 'GO', 'the last GO was 60 ms ago', 'press again')

const REFUSAL = fault(
  'show/nothing-before',
  'standby',
  'there is no playlist before the one in standby',
  'choose a playlist and press Enter to put it in standby',
)

if (import.meta.main) {
  const [scenario = 'demo', port = '0', folder = 'dist/renderer'] = process.argv.slice(2)
  const engine = new FakeEngine(scenario as Scenario, folder)
  console.log(`http://127.0.0.1:${await engine.listen(Number(port))}`)
}
