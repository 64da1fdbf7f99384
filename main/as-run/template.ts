// A payload taken apart: what like payloads have in common, kept once for all of them, and the numbers that are each one's own.

/** In place of a number, and of the run's id. JSON text never has either character. */
const NUMBER = '\u0001'
const RUN = '\u0002'
const QUOTE = 34
const MINUS = 45
const BACKSLASH = 92
const PLACE = /"((?:[^"\\]|\\.)*)":|\u0001/g
const HOLES = /[\u0001\u0002]/g

export interface Parted {
  readonly template: string
  /** As they are written. */
  readonly numbers: readonly string[]
}

/** Behind the string that begins at `start`. */
function afterString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1)
  for (;;) {
    let slashes = 0
    while (json.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1
    if (slashes % 2 === 0) return end + 1
    end = json.indexOf('"', end + 1)
  }
}

/** Whether it is of a number: a digit, a sign, a point or the letter before an exponent. */
function isOfNumber(code: number): boolean {
  return (
    (code >= 48 && code <= 57) || code === 45 || code === 43 || code === 46 || code === 101 || code === 69
  )
}

function afterNumber(json: string, start: number): number {
  let end = start + 1
  while (end < json.length && isOfNumber(json.charCodeAt(end))) end += 1
  return end
}

/** Takes JSON text apart, as `JSON.stringify` writes it. */
export function part(json: string, runId: string | null): Parted {
  const numbers: string[] = []
  const run = runId === null ? null : JSON.stringify(runId)
  let template = ''
  let copied = 0
  for (let place = 0; place < json.length;) {
    const code = json.charCodeAt(place)
    if (code === QUOTE) {
      const end = afterString(json, place)
      if (run !== null && end - place === run.length && json.startsWith(run, place)) {
        template += json.slice(copied, place) + RUN
        copied = end
      }
      place = end
    } else if (code === MINUS || (code >= 48 && code <= 57)) {
      const end = afterNumber(json, place)
      numbers.push(json.slice(place, end))
      template += json.slice(copied, place) + NUMBER
      copied = place = end
    } else place += 1
  }
  return { template: template + json.slice(copied), numbers }
}

export function joined({ template, numbers }: Parted, runId: string | null): string {
  let next = 0
  return template.replace(HOLES, (hole) => {
    if (hole === RUN) return JSON.stringify(runId)
    next += 1
    return numbers[next - 1] ?? 'null'
  })
}

/** What each number of a template is called: the last name before it. */
export function namesOf(template: string): readonly string[] {
  const names: string[] = []
  let last = ''
  for (const [place, name] of template.matchAll(PLACE)) {
    if (place === NUMBER) names.push(last)
    else last = name ?? ''
  }
  return names
}
