// Colours that a show chose, made fit for a dark screen.

/** Linear light of one 8-bit channel, 0 to 1. */
function linear(channel: number): number {
  const share = channel / 255
  return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

function luminance(channels: readonly number[]): number {
  const [red, green, blue] = channels.map(linear) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** About 3.5 : 1 against the panels' near-black. */
const DIMMEST = 0.16

/** The colour itself, or a lighter one of the same hue where it would drown in a dark panel. */
export function visibleColour(hex: string): string {
  let channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
  while (luminance(channels) < DIMMEST) channels = channels.map((value) => value + (255 - value) * 0.12)
  return `#${channels.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`
}

/** Whether a text is a colour as shows write it. */
export function isColour(text: string): boolean {
  return /^#[0-9a-fA-F]{6}$/.test(text)
}
