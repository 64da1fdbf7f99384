// Prometheus' text format, version 0.0.4: families of samples, each with what it means.
import { TOTALS_BOUNDS } from '../../shared/base/histogram.ts'
import type { DistributionTotals } from '../../shared/base/histogram.ts'

export type Labels = Readonly<Record<string, string>>
export type Sample = readonly [labels: Labels, value: number]

export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

const NO_LABELS: Labels = {}

export function counter(name: string, help: string, samples: number | readonly Sample[]): string {
  return family(name, 'counter', help, samples)
}

export function gauge(name: string, help: string, samples: number | readonly Sample[]): string {
  return family(name, 'gauge', help, samples)
}

/** In seconds, as everything there; `totals` are in milliseconds. */
export function histogram(name: string, help: string, { count, sum, upTo }: DistributionTotals): string {
  const buckets = upTo.map((sample, bound) =>
    line(`${name}_bucket`, { le: String((TOTALS_BOUNDS[bound] as number) / 1000) }, sample),
  )
  return [
    ...head(name, 'histogram', help),
    ...buckets,
    line(`${name}_bucket`, { le: '+Inf' }, count),
    line(`${name}_sum`, NO_LABELS, sum / 1000),
    line(`${name}_count`, NO_LABELS, count),
  ].join('')
}

function family(name: string, type: string, help: string, samples: number | readonly Sample[]): string {
  const listed: readonly Sample[] = typeof samples === 'number' ? [[NO_LABELS, samples]] : samples
  // A family without samples is left out, as one whose things are gone.
  if (listed.length === 0) return ''
  return [...head(name, type, help), ...listed.map(([labels, value]) => line(name, labels, value))].join('')
}

function head(name: string, type: string, help: string): readonly string[] {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return [`# HELP ${name} ${escaped}\n`, `# TYPE ${name} ${type}\n`]
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapedLabel(text)}"`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`
}

function escapedLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
