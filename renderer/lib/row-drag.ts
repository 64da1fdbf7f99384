// What a press on a row becomes: a click, or a drag of it. Pure: places and keys in, what to do out.

/** Pixels that a press may move and still be a click. */
const CLICK_PX = 4

export type DragState =
  | { readonly is: 'idle' }
  /** `at` is what was pressed. */
  | {
      readonly is: 'pressed' | 'dragging'
      readonly at: string
      readonly pointer: number
      readonly x: number
      readonly y: number
    }

export type DragInput =
  | {
      readonly kind: 'down'
      readonly pointer: number
      readonly button: number
      readonly at: string | null
      readonly x: number
      readonly y: number
    }
  | { readonly kind: 'move'; readonly pointer: number; readonly x: number; readonly y: number }
  | { readonly kind: 'up'; readonly pointer: number }
  /** The other button, Ctrl+Z, Escape, a lost pointer, a lock: whatever ends it without a drop. */
  | { readonly kind: 'cancel' }

export type DragEffect = 'start' | 'over' | 'drop' | 'cancel' | null

export const IDLE: DragState = { is: 'idle' }

/** The next state, and what is to be done. */
export function stepDrag(state: DragState, input: DragInput): readonly [DragState, DragEffect] {
  if (input.kind === 'cancel') return [IDLE, state.is === 'dragging' ? 'cancel' : null]
  if (state.is === 'idle') {
    if (input.kind !== 'down' || input.button !== 0 || input.at === null) return [state, null]
    return [{ is: 'pressed', at: input.at, pointer: input.pointer, x: input.x, y: input.y }, null]
  }
  // A second finger or another button ends it.
  if (input.kind === 'down') return [IDLE, state.is === 'dragging' ? 'cancel' : null]
  if (input.pointer !== state.pointer) return [state, null]
  if (input.kind === 'up') return [IDLE, state.is === 'dragging' ? 'drop' : null]
  if (state.is === 'dragging') return [state, 'over']
  const isFar = Math.hypot(input.x - state.x, input.y - state.y) >= CLICK_PX
  return isFar ? [{ ...state, is: 'dragging' }, 'start'] : [state, null]
}
