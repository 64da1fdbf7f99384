// Reads Prometheus' text format as strictly as its documentation states it, and what its own tool asks of names besides.

interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  /** Value by series, as it is written: name and labels. */
  readonly series: Map<string, number>
}

const NAME = /^[a-z_:][a-z0-9_:]*$/
const SAMPLE = /^([a-z_:][a-z0-9_:]*)(?:\{(.*)\})? (\S+)$/
const LABELS = /^[a-z_][a-z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z_][a-z0-9_]*="(?:[^"\\\n]|\\[\\"n])*")*$/
const NOT_BASE_UNITS = /milli|micro|nano|_ms(_|$)|kilo|mega|kib|mib|minute|hour|percent|_kb|_mb/
const PARTS: Readonly<Record<Family['type'], readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
}

/** Families by name; throws at the first thing that is not as it should be. */
export function readExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const families = new Map<string, Family>()
  const lines = text.slice(0, -1).split('\n')
  let current: { readonly name: string; readonly family: Family } | null = null
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string
    if (!line.startsWith('#')) addSample(line, current)
    else {
      current = readHead(line, lines[(at += 1)] ?? '')
      if (families.has(current.name)) throw new Error(`${current.name} is there twice`)
      families.set(current.name, current.family)
    }
  }
  for (const [name, family] of families) check(name, family)
  return families
}

function readHead(helpLine: string, typeLine: string): { name: string; family: Family } {
  const [, name = '', help = ''] = /^# HELP (\S+) (.+)$/.exec(helpLine) ?? []
  const [, typed = '', type = ''] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(typeLine) ?? []
  if (name === '' || typed !== name || !NAME.test(name)) throw new Error(`${helpLine} / ${typeLine}`)
  return { name, family: { type: type as Family['type'], help, series: new Map() } }
}

function addSample(line: string, current: { readonly name: string; readonly family: Family } | null): void {
  const [, name = '', labels, value = ''] = SAMPLE.exec(line) ?? []
  if (current === null || !PARTS[current.family.type].includes(name.slice(current.name.length)))
    throw new Error(`${line} is of no family`)
  if (!name.startsWith(current.name)) throw new Error(`${line} is of another family`)
  if (labels !== undefined && !LABELS.test(labels)) throw new Error(`${line} has labels that are none`)
  const series = `${name}{${labels ?? ''}}`
  if (current.family.series.has(series)) throw new Error(`${series} is there twice`)
  if (value === '' || !Number.isFinite(Number(value))) throw new Error(`${line} has no number`)
  current.family.series.set(series, Number(value))
}

function check(name: string, { type, help, series }: Family): void {
  if (NOT_BASE_UNITS.test(name)) throw new Error(`${name} is not in base units`)
  if (!help.endsWith('.')) throw new Error(`${name} is not explained in a sentence`)
  if (type === 'counter' ? !name.endsWith('_total') : name.endsWith('_total'))
    throw new Error(`${name} is named as another type`)
  if (series.size === 0) throw new Error(`${name} has no samples`)
  if (type === 'histogram') checkBuckets(name, series)
}

function checkBuckets(name: string, series: ReadonlyMap<string, number>): void {
  const buckets = [...series].filter(([one]) => one.startsWith(`${name}_bucket`))
  const bounds = buckets.map(([one]) => Number(/le="([^"]+)"/.exec(one)?.[1]?.replace('+Inf', 'Infinity')))
  const rises = (numbers: readonly number[]): boolean =>
    numbers.every((number, at) => at === 0 || number >= (numbers[at - 1] as number))
  const counts = buckets.map(([, count]) => count)
  if (!rises(bounds) || !rises(counts) || bounds.at(-1) !== Infinity)
    throw new Error(`${name} has buckets that do not add up`)
  if (counts.at(-1) !== series.get(`${name}_count{}`)) throw new Error(`${name} counts otherwise`)
}
