// Families of event types, by which a trigger listens for many.

/** Families that a type belongs to: of `a.b.c` they are `a.*` and `a.b.*`. */
export function familiesOf(type: string): string[] {
  const words = type.split('.')
  return words.slice(1).map((_, index) => `${words.slice(0, index + 1).join('.')}.*`)
}
