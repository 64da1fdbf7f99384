// Who may keep data in a folder: one engine at a time, on the real system.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holdDataFolder } from '../../../main/hold-data-folder.ts'
import { scratch } from '../../support/scratch.ts'

test('a folder that is held is refused to others, by whatever path they name it, until it is let go of', async () => {
  using folder = scratch({})
  const link = join(folder.path, 'link')
  symlinkSync(folder.path, link)
  const first = await holdDataFolder(folder.path)
  expect(first).toMatchObject({ ok: true })
  expect(await holdDataFolder(link)).toMatchObject({ ok: false, error: { code: 'data/in-use', where: link } })
  if (first.ok) first.value[Symbol.dispose]()
  const next = await holdDataFolder(link)
  expect(next).toMatchObject({ ok: true })
  if (next.ok) next.value[Symbol.dispose]()
})

test('two folders are held side by side', async () => {
  using one = scratch({})
  using other = scratch({})
  using scope = new DisposableStack()
  for (const folder of [one, other]) {
    const held = await holdDataFolder(folder.path)
    expect(held).toMatchObject({ ok: true })
    if (held.ok) scope.use(held.value)
  }
})
