// Where something in a show goes by the name of a thing, in the words of people.
import { formatPath } from '../explain.ts'
import type { ShowFile } from '../show.ts'
import { changeNamesIn } from './names-in-show.ts'
import type { NameKind } from './names-in-show.ts'

/** More are only counted. */
const LISTED = 50

export interface Use {
  /** Such as `cue 12 Blackout`, `rule night / dim`, `parameter front`. */
  readonly in: string
  readonly path: string
}

export interface Uses {
  readonly uses: readonly Use[]
  /** How many there are, listed or not. */
  readonly count: number
}

export function usesOf(show: ShowFile, kind: NameKind, name: string): Uses {
  const uses: Use[] = []
  let count = 0
  changeNamesIn(show, (use) => {
    if (use.kind !== kind || use.name !== name) return use.name
    count += 1
    if (uses.length < LISTED) uses.push({ in: holderWords(show, use.path), path: formatPath(use.path) })
    return use.name
  })
  return { uses, count }
}

function holderWords(show: ShowFile, path: readonly PropertyKey[]): string {
  const [part, first, , second] = path as readonly [string, string | number, string?, (string | number)?]
  switch (part) {
    case 'playlists':
      return `playlist ${show.playlists[first as number]?.name ?? ''}`
    case 'gestures':
      return `gesture ${show.gestures[first as number]?.name ?? ''}`
    case 'cueLists': {
      const list = show.cueLists[first as number]
      const cue = list?.cues[second as number]
      const words = [cue?.number ?? '', cue?.name ?? ''].filter((word) => word !== '').join(' ')
      return `cue ${words === '' ? (cue?.id ?? '') : words}`
    }
    case 'schedulers': {
      const scheduler = show.schedulers[first as number]
      const rule = scheduler?.rules[second as number]
      return `rule ${scheduler?.name ?? ''} / ${rule?.name ?? rule?.id ?? ''}`
    }
    case 'params':
      return `parameter ${first}`
    case 'layers':
      return `layer ${first}`
    case 'scenes':
      return `scene ${first}`
    case 'pages':
      return `page ${show.pages[first as number]?.name ?? ''}`
    case 'feedback':
      return `light ${show.feedback[first as number]?.id ?? ''}`
    default:
      return part
  }
}
