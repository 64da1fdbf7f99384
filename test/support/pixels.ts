// Colours of the page as they are drawn: from a picture of it, which the page itself takes apart.
import type { Page } from 'playwright-core'

/** Reads a picture in the page; what `pick` names of it comes back. */
async function readPicture(
  page: Page,
  picture: Buffer,
  pick: 'middle of the left edge' | 'most',
): Promise<number[]> {
  return page.evaluate(
    async ([data, what]) => {
      // Not by an address, which the page's own policy keeps out.
      const bytes = Uint8Array.from(atob(data!), (letter) => letter.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!
      context.drawImage(bitmap, 0, 0)
      if (what !== 'most') return [...context.getImageData(6, bitmap.height / 2, 1, 1).data.slice(0, 3)]
      const { data: pixels } = context.getImageData(0, 0, bitmap.width, bitmap.height)
      const most = [0, 0, 0]
      for (let at = 0; at < pixels.length; at += 4) {
        for (const channel of [0, 1, 2]) most[channel] = Math.max(most[channel]!, pixels[at + channel]!)
      }
      return most
    },
    [picture.toString('base64'), pick],
  )
}

/** Red, green and blue of an element's own ground, beside its left edge. */
export async function pixelAt(page: Page, selector: string): Promise<number[]> {
  return readPicture(page, await page.locator(selector).screenshot(), 'middle of the left edge')
}

/** The most that there is of red, of green and of blue anywhere on the page. */
export async function mostOf(page: Page): Promise<number[]> {
  return readPicture(page, await page.screenshot(), 'most')
}
