// What somebody typed, as one line that may be shown anywhere.

/** Without what cannot be seen, cut where it has more than `longest` characters; null where nothing is left. */
export function cleanLine(given: string, longest: number): string | null {
  const seen = given
    .normalize('NFC')
    // Controls, marks that turn the direction of text and what has no width would change the line around it.
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const cut = [...seen].slice(0, longest).join('').trim()
  return cut === '' ? null : cut
}

/** The same of text that may have several lines, which stay. */
export function cleanText(given: string): string {
  return given
    .normalize('NFC')
    .replaceAll(/\r\n?|[\p{Zl}\p{Zp}]/gu, '\n')
    .replaceAll(/(?![\n\t])\p{C}/gu, ' ')
}
