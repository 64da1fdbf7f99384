// What of a page is not where it should be: larger than its window or its panel, under something else, or without a name.
import type { Page } from 'playwright-core'

/** Whether the page is larger than its window, and buttons of transport and navigation of which something covers the middle. */
export function covered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement
    const faults: string[] = []
    if (scrollWidth > innerWidth || scrollHeight > innerHeight) faults.push('page')
    for (const button of document.querySelectorAll('[aria-label="Transport"] button, nav button')) {
      const { left, top, width, height } = button.getBoundingClientRect()
      const found = document.elementFromPoint(left + width / 2, top + height / 2)
      if (!button.contains(found)) faults.push(`${button.textContent} is covered`)
    }
    return faults
  })
}

/** The same, and what leaves the window or its panel: of views that do not scroll as a whole. */
export async function misplaced(page: Page): Promise<string[]> {
  const leaving = await page.evaluate(() => {
    const faults: string[] = []
    for (const panel of document.querySelectorAll('.panel, header, [aria-label="Question"]')) {
      const { right, bottom } = panel.getBoundingClientRect()
      if (right > innerWidth + 1 || bottom > innerHeight + 1)
        faults.push(`${panel.ariaLabel} leaves the window`)
      for (const part of panel.querySelectorAll(
        'button, input, select, textarea, a, .panel-body, form, pre, p',
      )) {
        if (part.getBoundingClientRect().right > right + 1) {
          faults.push(`${panel.ariaLabel}: ${part.textContent.slice(0, 40)}`)
        }
      }
    }
    return faults
  })
  return [...(await covered(page)), ...leaving]
}

/** Controls that nobody can be told of. */
export function nameless(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, a, [role=slider]')]
      .filter((control) => {
        const label = control.ariaLabel ?? control.closest('label')?.textContent ?? control.textContent
        return label.trim() === ''
      })
      .map((control) => control.outerHTML),
  )
}
