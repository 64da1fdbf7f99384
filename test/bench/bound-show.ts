// A show of bound parameters for the benches: what comes in at `/in/042` leaves at `/ou/042`.

function nameOf(route: number): string {
  return String(route).padStart(3, '0')
}

export function boundShow(port: number, routes: number): object {
  const params = Array.from({ length: routes }, (_, route) => {
    const number = nameOf(route)
    const match = { event: 'osc.received', address: `/in/${number}` }
    const inputs = [{ kind: 'value', match }]
    const outputs = [{ kind: 'osc', target: 'client', address: `/ou/${number}`, rate: 1000 }]
    return [`p${number}`, { type: 'number', inputs, outputs }] as const
  })
  return {
    version: 1,
    name: 'Bound',
    osc: { targets: { client: { host: '127.0.0.1', port } } },
    params: Object.fromEntries(params),
  }
}

/** What moves a route; its value is the last four bytes. */
export function routeMessage(route: number): Buffer {
  return Buffer.concat([Buffer.from(`/in/${nameOf(route)}\0,f\0\0`, 'latin1'), Buffer.alloc(4)])
}
