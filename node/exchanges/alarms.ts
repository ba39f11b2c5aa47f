import { concat, u32, u64, utf8 } from '../../crypto/index.ts'
import { readFields } from '../../protocol/index.ts'
import { layout, type FinishingTurn, type Reader, type Turn } from '../store/index.ts'
import type { Peer } from './peer-key.ts'

/**
 * That an institution has sent content which it may only send once its Conditions are undertaken, and nobody had.
 *
 * One record an institution, so that whoever sends without end fills nothing.
 */
export interface Alarm {
  readonly from: Peer
  /** Of the last time; where it was to begin an exchange, there is none of this name here. */
  readonly exchangeId: Uint8Array
  /** How often so far. */
  readonly times: number
  /** UTC milliseconds. */
  readonly lastMs: number
}

/** For how long after the last time people are told. */
const toldForMs = 30 * 24 * 60 * 60 * 1000

const keyOf = ({ indexKey }: Pick<Turn, 'indexKey'>, { networkId, institutionId }: Peer) =>
  indexKey(utf8('alarm of'), networkId, institutionId)

/** The alarm of a peer after it has done so once more; to be written with the fact of it. */
export async function onceMore(turn: Turn, from: Peer, exchangeId: Uint8Array): Promise<Alarm> {
  const record = await turn.get(layout.alarms.at(keyOf(turn, from)))
  const before = record === undefined ? 0 : decode(record).times
  return { from, exchangeId, times: Math.min(before + 1, 0xffff_ffff), lastMs: turn.timeMs }
}

export function keepAlarm(turn: FinishingTurn, { from, exchangeId, times, lastMs }: Alarm): void {
  const value = concat(from.networkId, from.institutionId, exchangeId, u32(times), u64(lastMs))
  turn.put(layout.alarms.at(keyOf(turn, from)), value)
}

/** What people are told of now, the newest first. */
export async function alarmsAt(reader: Reader, nowMs: number): Promise<readonly Alarm[]> {
  const alarms: Alarm[] = []
  for await (const { value } of reader.range(layout.alarms.all())) alarms.push(decode(value))
  return alarms
    .filter(({ lastMs }) => nowMs - lastMs <= toldForMs)
    .sort((one, other) => other.lastMs - one.lastMs)
}

function decode(record: Uint8Array): Alarm {
  const fields = readFields(record)
  const alarm = {
    from: { networkId: fields.take(32), institutionId: fields.take(16) },
    exchangeId: fields.take(32),
    times: fields.u32(),
    lastMs: fields.u64(),
  }
  fields.end()
  return alarm
}
