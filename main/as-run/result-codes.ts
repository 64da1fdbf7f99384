// SQLite's primary result codes that make a difference.
export const SQLITE = { BUSY: 5, LOCKED: 6, CORRUPT: 11, FULL: 13, NOTADB: 26 } as const
