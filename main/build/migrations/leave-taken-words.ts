// Event types of a show's own that begin with a word which the engine has taken since get another one, wherever the show names them.
import { isPlainObject, withEach, withFields, withTexts } from './plain-json.ts'
import type { Change, PlainObject } from './plain-json.ts'
import type { Migration } from './migration.ts'

/** Words that shows could begin their own types with at first. */
const TAKEN: ReadonlySet<string> = new Set([
  ...['access', 'clock', 'cue', 'cueList', 'deadline', 'engine', 'inputs', 'key', 'learn', 'recording'],
  ...['replay', 'rule', 'rules', 'scene', 'task', 'thrown', 'timecode'],
])

/** Characters that a type may have. */
const LONGEST = 120
/** Names that are said in full. */
const NAMED = 5
const ADDRESS = '/cuewright/event/'

type Names = ReadonlyMap<string, string>

export const leaveTakenWords: Migration = (json) => {
  const { events } = json
  if (!isPlainObject(events)) return null
  const types = Object.keys(events)
  const taken = types.filter((type) => TAKEN.has(wordOf(type)))
  if (taken.length === 0) return null
  const word = freeWord(types)
  const longer = (type: string): string => `${word}.${type}`
  // One that would be too long is left, and refused by its name.
  const renamed = taken.filter((type) => longer(type).length <= LONGEST)
  if (renamed.length === 0) return null
  const names = new Map(renamed.map((type) => [type, longer(type)]))
  const families = renamed.flatMap((type) =>
    familiesOf(type).map((family) => [family, longer(family)] as const),
  )
  const heard = new Map([...families, ...names])
  return { json: renamedIn(json, names, heard), said: [sentence(names)] }
}

const wordOf = (type: string): string => type.slice(0, Math.max(0, type.indexOf('.')))

/** Of `a.b.c` they are `a.*` and `a.b.*`; nobody but the show itself had events of these families. */
function familiesOf(type: string): string[] {
  const words = type.split('.')
  return words.slice(1).map((_, index) => `${words.slice(0, index + 1).join('.')}.*`)
}

/** None of the show's types begins with it, so that no family of the show has more in it than before. */
function freeWord(types: readonly string[]): string {
  const words = new Set(types.map(wordOf))
  let word = 'own'
  for (let number = 2; words.has(word); number += 1) word = `own${number}`
  return word
}

function renamedIn(json: PlainObject, names: Names, heard: Names): unknown {
  const name = byName(names)
  const match = withFields({ event: byName(heard), where: withFields({ type: name }) })
  const matches = withEach(match)
  const emission = emissionWith(name, names, selfTargets(json))
  const each = (fields: Readonly<Record<string, Change>>): Change => withEach(withFields(fields))
  const buttons = ['go', 'back', 'skip', 'stop', 'pause', 'resume', 'panic']
  const controls: Readonly<Record<string, Change>> = Object.fromEntries(
    buttons.map((button) => [button, matches]),
  )
  const compared = withTexts((text) => withCompared(text, names))
  const rule: Change = (value) =>
    compared(withFields({ when: each({ match }), actions: withEach(emission) })(value))
  return withFields({
    events: (events) =>
      Object.fromEntries(
        Object.entries(events as PlainObject).map(([type, value]) => [names.get(type) ?? type, value]),
      ),
    gestures: each({
      ...{ sources: matches, releases: matches, steps: matches },
      ...{ output: name, tap: name, doubleTap: name, hold: name },
    }),
    questions: withFields({ yes: matches, no: matches }),
    transport: withFields({ ...controls, cue: each({ match }) }),
    playlists: each({
      ...{ steps: withEach(emission), completion: emission },
      ...{ triggers: matches, interrupts: matches },
    }),
    cueLists: each({ cues: each({ actions: withEach(emission) }) }),
    schedulers: each({ rules: withEach(rule) }),
  })(json)
}

function byName(names: Names): Change {
  return (value) => (typeof value === 'string' ? (names.get(value) ?? value) : value)
}

/** Names of targets that lead back to this engine. */
function selfTargets({ osc }: PlainObject): ReadonlySet<unknown> {
  const targets = isPlainObject(osc) && isPlainObject(osc['targets']) ? osc['targets'] : {}
  return new Set(
    Object.keys(targets).filter((target) => {
      const { [target]: place } = targets
      return isPlainObject(place) && place['self'] === true
    }),
  )
}

/** What publishes an event, also by sending its address to this engine. */
function emissionWith(name: Change, names: Names, selves: ReadonlySet<unknown>): Change {
  const typed = withFields({ type: name })
  const sent = withFields({
    payload: withFields({
      address: (address) => {
        if (typeof address !== 'string' || !address.startsWith(ADDRESS)) return address
        const to = names.get(address.slice(ADDRESS.length))
        return to === undefined ? address : `${ADDRESS}${to}`
      },
    }),
  })
  return (value) => {
    if (!isPlainObject(value) || value['type'] !== 'osc.send') return typed(value)
    const { payload } = value
    return isPlainObject(payload) && selves.has(payload['target']) ? sent(value) : value
  }
}

const QUOTED = /"([\w.-]+)"|'([\w.-]+)'/g

/** An expression that asks for the type of an event compares it with texts. */
function withCompared(text: string, names: Names): string {
  if (!/\bevent\s*\.\s*type\b/.test(text)) return text
  return text.replace(QUOTED, (quoted, double?: string, single?: string) => {
    const to = names.get(double ?? single ?? '')
    return to === undefined ? quoted : `${quoted[0]}${to}${quoted[0]}`
  })
}

function sentence(names: Names): string {
  const pairs = [...names].map(([from, to]) => `${from} is ${to} now`)
  const more = pairs.length - NAMED
  const named = `${pairs.slice(0, NAMED).join(', ')}${more > 0 ? `, and ${more} more` : ''}`
  const words = [...new Set([...names.keys()].map(wordOf))].join(', ')
  const own =
    pairs.length === 1
      ? "an event type of the show's own was renamed"
      : `${pairs.length} event types of the show's own were renamed`
  return `${own}, because types that begin with ${words} belong to the engine: ${named}; programs that publish ${pairs.length === 1 ? 'it' : 'them'} from outside have to use the new ${pairs.length === 1 ? 'name' : 'names'}`
}
