// Colours that a show chose, made fit for the theme that the screen has.

/** Linear light of one 8-bit channel, 0 to 1. */
function linear(channel: number): number {
  const share = channel / 255
  return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

function luminance(channels: readonly number[]): number {
  const [red, green, blue] = channels.map(linear) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** About 3.5 : 1 against dark panels' near-black, and light panels' white. */
const DIMMEST = 0.16
const LIGHTEST = 0.25

const hexOf = (channels: readonly number[]): string =>
  `#${channels.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`

/** The colour itself, or a lighter one of the same hue where it would drown in a dark panel, and a darker one for a light panel. */
export function shadesOf(hex: string): { readonly dark: string; readonly light: string } {
  const own = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
  let [lighter, darker] = [own, own]
  while (luminance(lighter) < DIMMEST) lighter = lighter.map((value) => value + (255 - value) * 0.12)
  while (luminance(darker) > LIGHTEST) darker = darker.map((value) => value * 0.92)
  return { dark: hexOf(lighter), light: hexOf(darker) }
}

/** From 190 up to 255 by how light a colour is. */
const ONLY_RED = '(190 + (0.3 * r + 0.6 * g + 0.1 * b) * 0.25) * var(--only-red)'

/** The shade of a colour that the theme asks for, as CSS that follows it; in red night how light it is remains of it. */
export function visibleColour(hex: string): string {
  const { dark, light } = shadesOf(hex)
  const [green, blue] = ['g', 'b'].map((channel) => `calc(${channel} * var(--own-hue))`)
  return `light-dark(${light}, rgb(from ${dark} calc(r * var(--own-hue) + ${ONLY_RED}) ${green} ${blue}))`
}

/** Whether a text is a colour as shows write it. */
export function isColour(text: string): boolean {
  return /^#[0-9a-fA-F]{6}$/.test(text)
}
