// Clicks that were meant for what was under the pointer a moment ago.

/** A person needs longer than this to see that something has come, or has moved, and to mean what is there now. */
export const ARMED_AFTER_MS = 400

/** Whether a click lands on something that has only just come under the pointer; keys go to what has the focus, wherever that is. */
export function isAstray(
  { byPointer, at }: { readonly byPointer: boolean; readonly at: number },
  movedAt: number,
): boolean {
  return byPointer && at - movedAt < ARMED_AFTER_MS
}
