// What axe finds wrong on a page, one line for each thing.
import axe from 'axe-core'
import type { Page } from 'playwright-core'

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** `rules` for some of all, by name. */
export async function axeFaults(page: Page, rules: readonly string[] | null = null): Promise<string[]> {
  // As a string, which the page's own policy does not keep out.
  await page.evaluate(`window.axe === undefined && (() => { ${axe.source} })()`)
  const options: axe.RunOptions = {
    resultTypes: ['violations'],
    runOnly: rules === null ? { type: 'tag', values: STANDARD } : { type: 'rule', values: [...rules] },
  }
  const results = await page.evaluate(
    (given) => (window as unknown as { axe: typeof axe }).axe.run(document, given as axe.RunOptions),
    options as object,
  )
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) =>
        `${id}: ${target.join(' ')}: ${failureSummary.split('\n')[1]?.trim() ?? ''}`,
    ),
  )
}
