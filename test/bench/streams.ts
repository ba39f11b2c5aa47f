import { osRandom } from '../../crypto/index.ts'
import { startEcho } from './echo.ts'
import { figure, type Figure } from './figure.ts'
import { rateInFlight, rounds, type Effort } from './measure.ts'
import { bodyBytes } from './message.ts'

/** Length of the smallest envelope, about. */
export const envelopeBytes = 34 * 1024

/** Our kept link beside a bare framed noise stream, request and answer of one size. */
export async function benchStream(effort: Effort): Promise<readonly Figure[]> {
  await using echo = await startEcho()
  const figures: Figure[] = []
  for (const [size, bytes] of [
    ['2k', bodyBytes],
    ['envelope', envelopeBytes],
  ] as const) {
    const payload = osRandom(bytes)
    for (const inFlight of [1, 32]) {
      const samples = await rounds(effort, {
        kept: () => rateInFlight(() => echo.kept(payload), inFlight, effort),
        bare: () => rateInFlight(() => echo.bare(payload), inFlight, effort),
      })
      const baseline = { of: 'the bare framed noise stream', samples: samples.bare }
      figures.push(figure(`stream-${size}-${inFlight}`, 'requests/s', samples.kept, baseline))
    }
  }
  return figures
}
