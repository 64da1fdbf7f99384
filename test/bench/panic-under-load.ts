// Panic at the output under load: from a panic's packet to the first message of its playlist and to silence, under every flood.
import { FLOODS } from '../support/panic-floods.ts'
import { panicUnder } from '../support/panic-rig.ts'
import type { Panicked, Way } from '../support/panic-rig.ts'
import { atMost } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const REACH_MS = 100

function rows(what: string, panicked: Panicked, reach: Measurement['reach']): readonly Measurement[] {
  const row = (detail: string, figure: number): Measurement => ({
    ...{ what: `${what}, ${detail}`, unit: 'ms', subject: [figure] },
    ...{ baseline: null, reach },
  })
  return [
    row('to UDP target', panicked.udp),
    row('to TCP target', panicked.tcp),
    row('to silence', panicked.silentAfter),
  ]
}

/** `CUEWRIGHT_FLOODS` names some of the floods by parts of their names, and `CUEWRIGHT_PANIC_BY` the ways. */
function chosen() {
  const parts = process.env['CUEWRIGHT_FLOODS']?.split(',') ?? ['']
  const ways = (process.env['CUEWRIGHT_PANIC_BY']?.split(',') ?? ['udp']) as Way[]
  const floods = FLOODS.filter(({ name }) => parts.some((part) => name.includes(part)))
  return { floods, ways }
}

export async function panicUnderLoad(): Promise<readonly Measurement[]> {
  const { floods, ways } = chosen()
  const measured: Measurement[] = []
  for (const way of ways) {
    for (const flood of floods) {
      process.stderr.write(`  ${flood.name} (${way}) ...`)
      const panicked = await panicUnder(flood, way)
      process.stderr.write(
        ` ${panicked.udp.toFixed(1)} ${panicked.tcp.toFixed(1)} ${panicked.silentAfter.toFixed(1)} ms\n`,
      )
      const reach = flood.holdsFor === undefined ? atMost(REACH_MS) : null
      measured.push(...rows(`${flood.name} (${way})`, panicked, reach))
    }
  }
  return measured
}
