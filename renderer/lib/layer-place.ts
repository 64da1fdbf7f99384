// Where a layer lies: at what opened it, and never outside of the room that it is given.

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface Layer {
  readonly size: { readonly width: number; readonly height: number }
  /** What opened it; null for one that stands in the middle. */
  readonly anchor: Box | null
  readonly room: Box
  /** Whether its top stands where it is, however long what is in it becomes. */
  readonly grows?: boolean
}

const GAP = 4
/** What grows begins at a tenth of the room. */
const GROWS_FROM = 10

export function placeLayer({ size, anchor, room, grows = false }: Layer): { left: number; top: number } {
  const within = (wanted: number, start: number, length: number, own: number): number =>
    Math.round(Math.max(start + GAP, Math.min(wanted, start + length - own - GAP)))
  const left = (wanted: number): number => within(wanted, room.left, room.width, size.width)
  const top = (wanted: number): number => within(wanted, room.top, room.height, size.height)
  if (anchor === null) {
    const middle = {
      x: (room.width - size.width) / 2,
      y: grows ? room.height / GROWS_FROM : (room.height - size.height) / 3,
    }
    return { left: left(room.left + middle.x), top: top(room.top + middle.y) }
  }
  const below = anchor.top + anchor.height + GAP
  const above = anchor.top - size.height - GAP
  const fitsBelow = below + size.height + GAP <= room.top + room.height
  return { left: left(anchor.left), top: top(fitsBelow || above < room.top + GAP ? below : above) }
}
