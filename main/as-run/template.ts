// A payload taken apart: what like payloads have in common, kept once for all of them, and the numbers that are each one's own.

/** In place of a number, and of the run's id. JSON text never has either character. */
const NUMBER = '\u0001'
const RUN = '\u0002'
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const PLACE = /"((?:[^"\\]|\\.)*)":|\u0001/g
const HOLES = /[\u0001\u0002]/g

export interface Parted {
  readonly template: string
  /** As they are written. */
  readonly numbers: readonly string[]
}

/** Takes JSON text apart. */
export function part(json: string, runId: string | null): Parted {
  const numbers: string[] = []
  const run = runId === null ? null : JSON.stringify(runId)
  const template = json.replace(TOKEN, (token) => {
    if (token.startsWith('"')) return token === run ? RUN : token
    numbers.push(token)
    return NUMBER
  })
  return { template, numbers }
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
