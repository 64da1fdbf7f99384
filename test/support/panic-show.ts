// The show at which panic is pressed: it ticks by every way there is, and holds what a flood needs.
import { FROM_WITHIN, PARAMS, SHORT_PLAYLIST } from './panic-floods.ts'
import type { Flood } from './panic-floods.ts'

const send = (target: string, address: string, offset = 0, repeat?: object): object => ({
  ...{ offset, type: 'osc.send', payload: { target, address, args: [1] } },
  ...(repeat !== undefined && { repeat }),
})

/** Again where the desk had no room for it; over before there is another panic. */
const DARK = { count: 10, interval: 100 }
const TICKING = { count: 6000, interval: 10 }

/** Ticks 100 times a second straight from a runner and 100 times by way of a rule, and goes dark at panic. */
export function showFor(
  desk: { readonly udp: number; readonly tcp: number },
  { playlists = [], schedulers = [] }: Flood,
): object {
  return {
    ...{ version: 1, name: 'Panic', params: PARAMS, minimumGoTime: 0 },
    osc: {
      targets: {
        desk: { host: '127.0.0.1', port: desk.udp },
        stage: { host: '127.0.0.1', port: desk.tcp, transport: 'tcp', framing: 'slip' },
      },
    },
    events: { 'own.event': {}, 'own.loop': {}, 'own.tick': {} },
    panic: { playlist: 'dark' },
    playlists: [
      { id: 'dark', name: 'Dark', steps: [send('desk', '/dark', 0, DARK), send('stage', '/dark/tcp')] },
      {
        ...{ id: 'ticks', name: 'Ticks' },
        steps: [
          send('desk', '/tick', 0, TICKING),
          send('stage', '/tick/tcp', 0, TICKING),
          { offset: 0, type: 'own.tick', repeat: TICKING },
        ],
      },
      SHORT_PLAYLIST,
      ...FROM_WITHIN,
      ...playlists,
    ],
    schedulers: [
      {
        ...{ id: 'ticker', name: 'Ticker', groups: [], vars: {} },
        rules: [
          {
            ...{
              id: 'tick',
              limit: { count: 10_000, per: 1 },
              when: [{ kind: 'event', match: { event: 'own.tick' } }],
            },
            actions: [
              {
                ...{ action: 'emit', type: 'osc.send' },
                payload: { target: 'desk', address: '/tick/rule', args: [1] },
              },
            ],
          },
        ],
      },
      ...schedulers,
    ],
  }
}
