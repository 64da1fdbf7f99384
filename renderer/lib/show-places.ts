// Where the panels of the Show view stand, by the size of the window and by what the show has.

export type Pane = 'cues' | 'secondCues' | 'playlists' | 'runs' | 'timeline' | 'activity'

export type Shape =
  /** One panel at a time: phones. */
  | 'single'
  /** The list above, all else below it in tabs: upright tablets. */
  | 'stacked'
  /** The list at the left, all else in tabs: windows that are not high. */
  | 'low'
  /** The list at the left two thirds; runs and tabs at the right. */
  | 'columns'
  /** Two lists where there are two, the timeline below them. */
  | 'wide'

/** Panes of a place; where there are several they are tabs, of which one is seen. */
export interface ShowPlaces {
  readonly shape: Shape
  readonly main: readonly Pane[]
  readonly second: readonly Pane[]
  readonly under: readonly Pane[]
  readonly top: readonly Pane[]
  readonly side: readonly Pane[]
}
export type Place = Exclude<keyof ShowPlaces, 'shape'>

/** CSS pixels of the window, which bars that come and go do not change. */
export interface WindowSize {
  readonly width: number
  readonly height: number
}

const PHONE = 640
const TABLET = 960
const LOW = 640
const WIDE = 1900

export function shapeOf({ width, height }: WindowSize): Shape {
  if (width < PHONE) return 'single'
  if (width < TABLET && height >= width) return 'stacked'
  if (height < LOW) return 'low'
  if (width < TABLET) return 'stacked'
  return width >= WIDE && height >= LOW ? 'wide' : 'columns'
}

/** `lists`: how many cue lists the show has. Without one its playlists are the list, and one may be made. */
export function placesOf(size: WindowSize, lists: number): ShowPlaces {
  const shape = shapeOf(size)
  const none: readonly Pane[] = []
  const places = { shape, second: none, under: none, top: none, side: none }
  if (lists === 0) return unlisted(places)
  const main: readonly Pane[] = ['cues']
  const others: readonly Pane[] = ['playlists', 'timeline', 'activity']
  switch (shape) {
    case 'single':
      return { ...places, main: ['cues', 'runs', ...others] }
    case 'stacked':
    case 'low':
      return { ...places, main, side: ['runs', ...others] }
    case 'columns':
      return { ...places, main, top: ['runs'], side: others }
    case 'wide': {
      const second: readonly Pane[] = lists > 1 ? ['secondCues'] : none
      return { ...places, main, second, under: ['timeline'], top: ['runs'], side: ['playlists', 'activity'] }
    }
  }
}

function unlisted(places: Omit<ShowPlaces, 'main'>): ShowPlaces {
  const main: readonly Pane[] = ['playlists', 'cues']
  switch (places.shape) {
    case 'single':
      return { ...places, main: ['playlists', 'runs', 'timeline', 'activity', 'cues'] }
    case 'stacked':
    case 'low':
      return { ...places, main, side: ['runs', 'timeline', 'activity'] }
    case 'columns':
    case 'wide':
      return { ...places, main, under: ['timeline'], side: ['runs', 'activity'] }
  }
}
