// A web server on a free port before an engine that only remembers what it was asked.
import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { onTestFinished } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import type { Served } from '../../main/web/served.ts'
import type { NameService } from '../../main/web/machine-names.ts'
import { buildApp, openWeb } from '../../main/web/web.ts'
import type { Web, WebOptions } from '../../main/web/web.ts'
import { SimulatedClock, wallMs } from '../../shared/base/clock.ts'
import { messageOf, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { ARMED } from '../../shared/model/arming.ts'
import type { CommandArgs, EventQuery } from '../../shared/contract/commands.ts'
import type {
  EndedThrown,
  InterruptsView,
  SchedulersView,
  ThrownEntry,
} from '../../shared/contract/scheduler-streams.ts'
import { ContractServer } from '../../shared/contract/server.ts'
import { WebMeter } from '../../shared/contract/web-meter.ts'
import type { RunView, StreamName, StreamValues } from '../../shared/contract/streams.ts'
import type { AsRunFilter, AsRunFormat } from '../../shared/model/as-run.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { showFile } from '../../shared/model/show.ts'
import { reportWith } from '../support/health-report.ts'
import { readOwners } from '../../main/reads.ts'
import { withinAnswer } from '../../shared/contract/answer-size.ts'

export const show = showFile.parse({
  version: 1,
  name: 'Demo',
  events: { 'lights.go': {} },
  playlists: [{ id: 'intro', name: 'Intro', steps: [{ offset: 100, type: 'lights.go' }] }],
})

export const run: RunView = {
  runId: 'intro#1',
  playlistId: 'intro',
  name: 'Intro',
  anchor: { at: 0, position: 0, rate: 1, state: 'running' },
  startedAt: 0,
  emitted: 0,
  emissions: 1,
  lastLateBy: 0,
  maxLateBy: 0,
  ended: null,
}

export const thrown: ThrownEntry = {
  eventId: 'e1',
  key: 'visitor',
  name: 'Visitor',
  scope: 'dest',
  destId: 'foyer',
  payload: { count: 2 },
  singleConsumer: false,
  thrownAt: 5,
  activeAt: 5,
  expiresAt: null,
  caught: [],
  by: 'HTTP 127.0.0.1',
}
export const ended: EndedThrown = { ...thrown, endedAt: 9, outcome: 'consumed' }

export const schedulersView: SchedulersView = {
  held: null,
  schedulers: [
    {
      id: 'foyer',
      name: 'Foyer',
      groups: ['front'],
      timeZone: 'Europe/Berlin',
      vars: { visitors: 3 },
      rules: [
        {
          id: 'greet',
          name: 'Greet',
          enabled: true,
          when: ['every 5 s'],
          condition: null,
          actions: ['log hello'],
          fired: 0,
          lastAt: null,
          nextAt: 5000,
          nextTime: 1_700_000_005_000,
          skipped: 0,
          lastSkip: null,
          restsUntil: null,
          waiting: 0,
          error: null,
        },
      ],
    },
  ],
  tasks: [
    {
      taskId: 7,
      schedulerId: 'foyer',
      ruleId: 'greet',
      what: 'fires every 5 s',
      dueAt: 5000,
      dueTime: 1_700_000_005_000,
      every: 5000,
    },
  ],
  taskCount: 1,
}

const question = {
  interruptId: 'q1',
  owner: 'run:intro#1',
  ownerName: 'Intro',
  kind: 'confirmation',
  prompt: 'Open the doors?',
  choices: [],
  default: null,
  raisedAt: 1,
  timeoutAt: null,
} as const
export const interruptsView: InterruptsView = {
  pending: [question],
  past: [{ ...question, interruptId: 'q0', endedAt: 2, answer: true, by: 'timeout' }],
}

export interface Setting {
  readonly rendererDir?: string
  readonly answer?: Result<unknown>
  readonly events?: readonly EventEnvelope[]
  readonly host?: string
  readonly names?: NameService
  readonly exportTo?: (format: AsRunFormat, filter: AsRunFilter) => AsyncIterable<string>
}

interface Asked {
  readonly name: string
  readonly args: unknown
  readonly by: string
}

function prepare(setting: Setting, clock: SystemClock | SimulatedClock = new SystemClock()) {
  const { rendererDir = '/nowhere', answer = ok({ runId: 'intro#1' }), events = [] } = setting
  clock.wall = () => wallMs(new Date(2026, 2, 5, 23, 59).getTime())
  const asked: Asked[] = []
  const queries: EventQuery[] = []
  const logged: string[] = []
  const meter = new WebMeter()
  const server = new ContractServer({
    clock,
    version: '1.2.3',
    meter,
    newId: randomUUID,
    execute: () => answer,
    value: <S extends StreamName>() => ({ standby: null, runs: [] }) as unknown as StreamValues[S],
    input: () => null,
    left: () => undefined,
  })
  const reads = readOwners({
    live: {
      show: () => ({ show, path: '/shows/my.show.json', generation: 3 }),
      health: () => reportWith({ at: 5, dispatched: 1, received: 1 }),
      check: () =>
        Promise.resolve({ at: 5, counts: { error: 0, warning: 0, unknown: 0 }, findings: [], cut: 0 }),
    },
    playlists: { runs: () => [run] },
    standby: { current: 'intro' },
    cues: { view: () => ({ lists: [], states: [], armed: [] }) },
    arming: { view: () => ARMED },
    history: { countsByType: () => ({ 'show.loaded': 1 }) },
    schedulers: { view: () => schedulersView, thrown: () => ({ queues: [], history: [ended] }) },
    interrupts: { view: () => interruptsView },
    asRun: { exportTo: setting.exportTo ?? noEntries },
  }) as Readonly<Record<string, (args: never) => Result<unknown> | Promise<Result<unknown>>>>
  const engine: Served = {
    commands: {
      execute(name, args, { client }) {
        const read = reads[name]
        if (read !== undefined) return read(args as never)
        if (name === 'events.query') {
          queries.push(args as EventQuery)
          return ok(withinAnswer(events))
        }
        if (name === 'bundle.receive') return received((args as CommandArgs<'bundle.receive'>).upload.content)
        if (name === 'bundle.file') return ok({ fileName: 'demo.cuewright', pieces: noEntries() })
        if (name === 'cueSheet.export') return ok(noEntries())
        asked.push({ name, args, by: client.name })
        return answer
      },
    },
    meter,
  }
  const log = (details: object, message: string): void => {
    logged.push('err' in details ? `${message}: ${messageOf(details.err)}` : message)
  }
  const options: WebOptions = {
    host: setting.host ?? '127.0.0.1',
    port: 0,
    allowHosts: ['rack.example.org'],
    nameService: () => setting.names ?? { reverse: () => Promise.resolve([]), cancel() {} },
    rendererDir,
    version: '1.2.3',
    clock,
    log: { warn: log, error: log },
    connect: (pipe) => server.connect(pipe),
    engine,
  }
  return { options, server, asked, queries, logged, meter }
}

/** Answers when all of it has come. */
async function received(content: AsyncIterable<Uint8Array>): Promise<Result<unknown>> {
  for await (const _ of content);
  return ok({})
}

async function* noEntries(): AsyncGenerator<string, void> {}

export async function setUp(setting: Setting = {}, clock?: SimulatedClock) {
  const { options, server, ...remembered } = prepare(setting, clock)
  const opened = await openWeb(options)
  if (!opened.ok) throw new Error(opened.error.what)
  const web: Web = opened.value
  onTestFinished(async () => {
    server[Symbol.dispose]()
    await web[Symbol.asyncDispose]()
  })
  const url = `http://127.0.0.1:${web.port}`
  const get = (path: string) => fetch(url + path)
  const send = (method: string, path: string, body?: unknown) =>
    body === undefined
      ? fetch(url + path, { method })
      : fetch(url + path, {
          method,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
  return { web, server, ...remembered, url, get, send }
}

/** The app alone, to look at its routes. */
export const appOnly = async () => (await stillApp()).app

/** The same on a clock that stands still, and what its engine was asked. */
export async function stillApp() {
  const clock = new SimulatedClock()
  const { options, server, asked, meter } = prepare({}, clock)
  const { app } = await buildApp(options)
  onTestFinished(async () => {
    server[Symbol.dispose]()
    await app.close()
  })
  await app.ready()
  return { app, asked, meter, clock }
}

/** A request with headers that `fetch` would not send. */
export function raw(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string },
) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: unknown }>()
  const sent = request(url, options, (response) => {
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown }))
  })
  sent.on('error', reject)
  sent.end(options.body)
  return promise
}
