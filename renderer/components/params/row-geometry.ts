// Where the faders of a row have their tracks and digits, as they are laid out.

/** CSS pixels within the row. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface FaderBoxes {
  readonly track: Box
  /** Without a size while the value is typed, or the page arranged. */
  readonly digits: Box
}

export interface RowGeometry {
  readonly width: number
  readonly height: number
  readonly ratio: number
  readonly digitsSize: number
  readonly unitSize: number
  readonly byName: ReadonlyMap<string, FaderBoxes>
}

const NONE: Box = { x: 0, y: 0, width: 0, height: 0 }

/** Null while it has no room. */
export function measureRow(row: HTMLElement): RowGeometry | null {
  const { clientWidth: width, clientHeight: height } = row
  if (width === 0 || height === 0) return null
  const { left, top } = row.getBoundingClientRect()
  const boxOf = (node: Element | null): Box => {
    if (node === null) return NONE
    const box = node.getBoundingClientRect()
    return { x: box.left - left, y: box.top - top, width: box.width, height: box.height }
  }
  const byName = new Map<string, FaderBoxes>()
  for (const place of row.querySelectorAll<HTMLElement>('[data-place]')) {
    const slider = place.querySelector('[role="slider"]')
    const name = place.dataset['place']
    if (slider === null || name === undefined) continue
    byName.set(name, { track: boxOf(slider), digits: boxOf(place.querySelector('[data-digits]')) })
  }
  const sizeOf = (name: string): number => parseFloat(getComputedStyle(row).getPropertyValue(`--${name}`))
  return {
    ...{ width, height, ratio: window.devicePixelRatio, byName },
    ...{ digitsSize: sizeOf('size-large'), unitSize: sizeOf('size-tiny') },
  }
}
