// Where a deck can show something: its keys, the parts of its strip above its dials, and how bright it is.
import type { StreamDeckControlDefinition } from '@elgato-stream-deck/node'
import type { Size } from './draw-face.ts'

export type DeckPlace =
  | ({ readonly kind: 'key'; readonly index: number } & Size)
  /** A key that is one light. */
  | { readonly kind: 'light'; readonly index: number }
  | ({ readonly kind: 'strip'; readonly segment: number; readonly x: number } & Size)
  | { readonly kind: 'brightness' }

type Segment = Extract<StreamDeckControlDefinition, { readonly type: 'lcd-segment' }>

/** By the names that inputs use: `key1`, `dial1`; and `brightness` where there is anything to light. */
export function placesOf(controls: readonly StreamDeckControlDefinition[]): ReadonlyMap<string, DeckPlace> {
  const places = new Map<string, DeckPlace>()
  for (const control of controls) {
    if (control.type !== 'button' || control.feedbackType === 'none') continue
    const { index } = control
    const place: DeckPlace =
      control.feedbackType === 'rgb' ? { kind: 'light', index } : { kind: 'key', index, ...control.pixelSize }
    places.set(`key${index + 1}`, place)
  }
  for (const [name, place] of stripPlaces(controls)) places.set(name, place)
  if (places.size > 0) places.set('brightness', { kind: 'brightness' })
  return places
}

/** A strip is divided among the dials below it, in their order. */
function stripPlaces(controls: readonly StreamDeckControlDefinition[]): [name: string, place: DeckPlace][] {
  const dials = controls.filter((control) => control.type === 'encoder')
  const segments = controls.filter(
    (control): control is Segment => control.type === 'lcd-segment' && control.drawRegions,
  )
  return segments.flatMap(({ id, column, columnSpan, pixelSize }) => {
    const below = dials
      .filter((dial) => dial.column >= column && dial.column < column + columnSpan)
      .toSorted((one, other) => one.column - other.column)
    const width = Math.floor(pixelSize.width / Math.max(1, below.length))
    return below.map(({ index }, at): [string, DeckPlace] => [
      `dial${index + 1}`,
      { kind: 'strip', segment: id, x: at * width, width, height: pixelSize.height },
    ])
  })
}
