// Routes to the show and how it stands, its playlists and runs, and the event history.
import { z } from 'zod'
import { failed, fault, ok } from '../../shared/base/result.ts'
import { CHECK_SEVERITIES } from '../../shared/contract/check-view.ts'
import type { CheckReport } from '../../shared/contract/check-view.ts'
import { commands, eventQuery, stateQuery } from '../../shared/contract/commands.ts'
import type { Client } from '../../shared/model/client.ts'
import { armingAnswer, eventsAnswer, playlistsAnswer, runsAnswer, stateAnswer } from './answers.ts'
import type { Execute } from './served.ts'
import { healthAnswer } from './health-answer.ts'
import { Download, fileAnswer, jsonAnswer, route } from './route.ts'
import type { Route } from './route.ts'
import { inTurns, showText } from './show-text.ts'

const nothing = z.strictObject({})
const count = z.number().int()
const checkAnswer = z.strictObject({
  at: z.number().meta({ description: 'Milliseconds since 1970' }),
  counts: z.strictObject({ error: count, warning: count, unknown: count }),
  findings: z.array(
    z.strictObject({
      severity: z.enum(CHECK_SEVERITIES),
      code: z.string(),
      where: z.string(),
      what: z.string(),
      next: z.string(),
    }),
  ),
  cut: count.meta({ description: 'How many more were found' }),
}) satisfies z.ZodType<CheckReport>
const eventsOfRun = eventQuery.pick({ type: true, limit: true })

export function showRoutes(execute: Execute): readonly Route[] {
  return [
    ...fileRoutes(execute),
    ...stateRoutes(execute),
    checkRoute(execute),
    ...playlistRoutes(execute),
    ...endingRoutes(execute),
    ...runRoutes(execute),
    ...historyRoutes(execute),
  ]
}

function fileRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/show',
      id: 'show',
      tag: 'show',
      summary: 'The show that runs, with its generation, which is the ETag as well',
      params: nothing,
      query: null,
      body: null,
      answer: fileAnswer('The show as JSON: generation, path, show', ['application/json']),
      async handle({ by }) {
        const current = await execute('show.file', {}, by)
        if (!current.ok) return current
        const etag = `"${current.value.generation}"`
        const pieces = inTurns(showText(current.value))
        return ok(new Download('cuewright.show.json', 'application/json', pieces, { etag }))
      },
    }),
    route({
      method: 'POST',
      path: '/api/show/reload',
      id: 'reloadShow',
      tag: 'show',
      summary: 'Read the show file again; a file that cannot be used leaves the show as it is',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer(
        'Whether the show is another now, and its generation',
        commands['show.reload'].answer,
      ),
      handle: ({ by }) => execute('show.reload', {}, by),
    }),
  ]
}

function stateRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/show/reset',
      id: 'resetShow',
      tag: 'show',
      summary: 'Put standby, parameters and variables back to how the show opens; runs go on',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer(
        'What stands by, and how many parameters and variables changed',
        commands['show.reset'].answer,
      ),
      handle: ({ by }) => execute('show.reset', {}, by),
    }),
    route({
      method: 'GET',
      path: '/api/show/arming',
      id: 'showArming',
      tag: 'show',
      summary: 'Whether the show may act, and where it may not, why and since when',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('Armed, or disarmed and why', armingAnswer),
      handle: ({ by }) => execute('show.arming', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/show/arm',
      id: 'armShow',
      tag: 'show',
      summary: 'Let the show act again; nothing of what came meanwhile is made up for',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('That it is armed', commands['show.arm'].answer),
      handle: ({ by }) => execute('show.arm', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/show/disarm',
      id: 'disarmShow',
      tag: 'show',
      summary: 'End all that would still act; from then on nothing begins and nothing is sent',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('That it is disarmed, and what was ended', commands['show.disarm'].answer),
      handle: ({ by }) => execute('show.disarm', {}, by),
    }),
    route({
      method: 'GET',
      path: '/api/show/state',
      id: 'showState',
      tag: 'show',
      summary: 'What changes while the show plays and is no part of its file: where each parameter is',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('The parameters in the order of the show', stateAnswer),
      handle: ({ by }) => execute('show.state', {}, by),
    }),
    route({
      method: 'GET',
      path: '/api/health',
      id: 'health',
      tag: 'show',
      summary: 'What the engine measures of itself, and what it warns of',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('The report', healthAnswer),
      handle: ({ by }) => execute('health.read', {}, by),
    }),
  ]
}

function checkRoute(execute: Execute): Route {
  return route({
    method: 'GET',
    path: '/api/show/check',
    id: 'checkShow',
    tag: 'show',
    summary: 'Look for what would spoil the show; answered within two seconds',
    params: nothing,
    query: null,
    body: null,
    answer: jsonAnswer('What was found, the worst first, each with what to do', checkAnswer),
    handle: ({ by }) => execute('show.check', {}, by),
  })
}

function playlistRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/playlists',
      id: 'playlists',
      tag: 'playlists',
      summary: 'The playlists of the show',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('The playlists, and which of them stands by', playlistsAnswer),
      handle: ({ by }) => execute('playlists.list', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/playlists/{id}/start',
      id: 'startPlaylist',
      tag: 'playlists',
      summary: 'Start a playlist',
      params: commands['playlist.start'].args,
      query: null,
      body: null,
      answer: jsonAnswer(
        'The run; null where the re-trigger policy ignored the start',
        commands['playlist.start'].answer,
      ),
      handle: ({ params, by }) => execute('playlist.start', params, by),
    }),
  ]
}

/** Of the whole show at once. */
function endingRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/panic',
      id: 'panic',
      tag: 'show',
      summary: 'End all that would still act',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('How many runs it reached, and what else it ended', commands['show.panic'].answer),
      ends: 'show.panic',
      handle: ({ by }) => execute('show.panic', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/stop',
      id: 'stop',
      tag: 'show',
      summary: 'Stop all runs',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('How many runs it reached', commands['show.stop'].answer),
      ends: 'show.stop',
      handle: ({ by }) => execute('show.stop', {}, by),
    }),
  ]
}

function runRoutes(execute: Execute): readonly Route[] {
  /** Of a run that did none of what was asked for. */
  async function isKnown(runId: string, by: Client): Promise<boolean> {
    const [runs, events] = await Promise.all([
      execute('runs.list', {}, by),
      execute('events.query', { runId, limit: 1 }, by),
    ])
    const isListed = runs.ok && runs.value.runs.some((run) => run.runId === runId)
    return isListed || (events.ok && events.value.events.length > 0)
  }

  return [
    route({
      method: 'GET',
      path: '/api/runs',
      id: 'runs',
      tag: 'runs',
      summary: 'Active runs, and those that ended last',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('The runs, and which playlist stands by', runsAnswer),
      handle: ({ by }) => execute('runs.list', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/runs/{runId}/stop',
      id: 'stopRun',
      tag: 'runs',
      summary: 'Stop a run',
      params: commands['run.stop'].args,
      query: null,
      body: null,
      answer: jsonAnswer('The run', commands['run.stop'].answer),
      ends: 'run.stop',
      handle: ({ params, by }) => execute('run.stop', params, by),
    }),
    route({
      method: 'GET',
      path: '/api/runs/{runId}/events',
      id: 'eventsOfRun',
      tag: 'runs',
      summary: 'What a run did, newest first',
      params: commands['run.stop'].args,
      query: eventsOfRun,
      body: null,
      answer: jsonAnswer('Its events', eventsAnswer),
      async handle({ params: { runId }, query, by }) {
        const events = await execute('events.query', { ...query, runId }, by)
        if (!events.ok || events.value.events.length > 0 || (await isKnown(runId, by))) return events
        const next = 'look at the runs, or ask the as-run log'
        return failed(fault('run/unknown', runId, 'the history has nothing of such a run', next))
      },
    }),
  ]
}

function historyRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/events',
      id: 'events',
      tag: 'events',
      summary: 'The event history, newest first',
      params: nothing,
      query: eventQuery,
      body: null,
      answer: jsonAnswer('The events that pass every given filter', eventsAnswer),
      handle: ({ query, by }) => execute('events.query', query, by),
    }),
    route({
      method: 'GET',
      path: '/api/state',
      id: 'state',
      tag: 'events',
      summary: 'How things stand: the latest event of each type from each source, newest first',
      params: nothing,
      query: stateQuery,
      body: null,
      answer: jsonAnswer('The latest events that pass every given filter', eventsAnswer),
      handle: ({ query, by }) => execute('state.query', query, by),
    }),
  ]
}
