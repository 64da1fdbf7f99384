// Show files as bytes, built from the little that a test says of them.

/** A sound show with two playlists, one event and one target; what is given replaces its top-level fields. */
export function showData(fields: object = {}): Record<string, unknown> {
  return {
    version: 1,
    name: 'Test',
    osc: { targets: { desk: { host: '127.0.0.1', port: 9000 }, loopback: { self: true } } },
    events: { 'lights.go': {}, 'lights.off': {} },
    playlists: [],
    ...fields,
  }
}

/** A playlist of one step; what is given replaces its fields. */
export function playlistData(id: string, fields: object = {}): Record<string, unknown> {
  return { id, name: id, steps: [{ offset: 0, type: 'lights.go' }], ...fields }
}

export function bytesOf(content: unknown): Uint8Array {
  return new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content))
}
