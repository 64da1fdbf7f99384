import { expect, test } from 'vitest'
import { openDesk } from '../../../support/open-desk.ts'
import { UNEDITED } from '../../../support/unedited.ts'

function openBundles() {
  const opened = openDesk()
  opened.tell('edits', UNEDITED)
  return { ...opened, bundles: opened.desk.bundles }
}

test('an export says where the bundle is and how large, once the form has gone', async () => {
  const { desk, bundles, settle } = openBundles()
  bundles.nameExport()
  void bundles.commitExport()
  await settle({ path: '/shows/a.cuewright', bytes: 1_240_000, files: 3, unsaved: false })
  await Promise.resolve()
  expect(bundles.exporting).toBeNull()
  expect(desk.notices.shown).toMatchObject([
    { warns: false, fault: { what: 'the bundle is written: /shows/a.cuewright, 1.2 MB in 3 files' } },
  ])
})

test('a place that was begun to be typed is there again, until it was used', async () => {
  const { bundles, settle } = openBundles()
  bundles.nameExport()
  bundles.writeExport({ path: '/media/stick/a.cuewright' })
  bundles.closeExport()
  bundles.nameExport()
  expect(bundles.exporting?.path).toBe('/media/stick/a.cuewright')
  void bundles.commitExport()
  await settle({ path: '/media/stick/a.cuewright', bytes: 1, files: 1, unsaved: false })
  await Promise.resolve()
  bundles.nameExport()
  expect(bundles.exporting?.path).toBe('/shows/a.cuewright')

  bundles.choose()
  bundles.writeImport({ path: '/media/stick/b' })
  bundles.closeImport()
  bundles.choose()
  expect(bundles.importing?.path).toBe('/media/stick/b')
})
