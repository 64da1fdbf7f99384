// SQLite's primary result codes that make a difference.
export const SQLITE = {
  /** Of statements that are known to be right: their tables are missing. */
  ERROR: 1,
  BUSY: 5,
  LOCKED: 6,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
} as const
