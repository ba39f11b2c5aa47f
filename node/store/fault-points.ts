// The steps between which a process can die, as data: crash tests walk this list, and fail if a point was not hit.

/** Where a crash is survived, and what holds when the node starts again. */
export const faultPoints = {
  'turn-started': 'nothing of the turn is on disk',
  'turn-prepared': 'nothing of the turn is on disk; nothing was signed',
  'turn-signed': 'nothing of the turn is on disk; a signature was made that nobody has seen',
  'turn-finished': 'nothing of the turn is on disk; envelopes were made that nobody has seen',
  'batch-sealed': 'nothing of the turn is on disk',
  'batch-written': 'the whole turn is on disk; nobody was told',
  'turn-kept': 'the whole turn is on disk; nobody was told',
  'turn-answered': 'the whole turn is on disk; the callers were told',
  'anchor-due': 'the anchor is behind the ledger',
  'anchor-kept': 'the anchor is at an earlier or the present end of the ledger',
  'file-written': 'a key file is unchanged; its successor lies beside it, perhaps torn',
  'file-flushed': 'a key file is unchanged; its successor lies beside it, whole',
  'file-renamed': 'a key file is the old or the new one, whole',
  'file-kept': 'a key file is the new one',
} as const

/** The name of a fault point. */
export type FaultPoint = keyof typeof faultPoints

/** Called at each point; the node hands in one that does nothing. What it throws counts as a failed disk. */
export type FaultHook = (point: FaultPoint) => void

export const noFaults: FaultHook = () => undefined
