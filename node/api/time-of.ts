/** The last moment that a date of four digits can name: a peer's number may be any, and must not end a list. */
const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** RFC 3339 in UTC. */
export const timeOf = (ms: number): string => new Date(Math.min(ms, lastMs)).toISOString()
