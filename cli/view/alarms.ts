import type { Answer } from '../../node/api/client.ts'
import { counted, institutionName, moment, shortId } from './plain.ts'

/** What an institution sent that nobody had undertaken to receive, one institution a line. */
export function alarmLines(alarms: Answer<'inbox'>['alarms']): readonly string[] {
  return alarms.map(
    ({ from, exchange, times, lastAt }) =>
      `${institutionName(from)} sent content that nobody here had undertaken (${counted(times, 'time')}, last ${moment(lastAt)}, exchange ${shortId(exchange)}): not kept, not opened`,
  )
}
