// What an earlier run has left in the folder of journals, on the real disk.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileSystem } from '../../../../main/store/file-system.ts'
import { findJournals } from '../../../../main/store/journal-shelf.ts'
import { scratch } from '../../../support/scratch.ts'

test.skipIf(process.platform === 'win32')(
  'a pipe that bears the name of a journal is not waited for, nor is a folder read',
  async () => {
    using made = scratch({})
    const folder = made.path
    execFileSync('mkfifo', [join(folder, 'pipe.journal')])
    mkdirSync(join(folder, 'folder.journal'))
    const found = await findJournals(folder, fileSystem)
    expect(found).toHaveLength(2)
    expect(found.flatMap(({ bodies }) => bodies)).toEqual([])
  },
)
