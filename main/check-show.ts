// Checks show files without running them: one line for each fault, or one for a show that is sound and one for each warning.
import { formatFault } from '../shared/base/result.ts'
import { showWarnings } from './build/check-warnings.ts'
import { showJsonSchema } from './build/show-schema.ts'
import { loadShow } from './load-show.ts'

const USAGE = `usage: check-show FILE...     check show files; exit code 2 where one has faults.
                               Warnings are no faults: they tell what can hardly be meant
       check-show --schema    print the JSON Schema of show files`

async function check(path: string): Promise<boolean> {
  const loaded = await loadShow(path)
  if (!loaded.ok) {
    for (const found of loaded.error) console.log(formatFault(found))
    return false
  }
  const { show, migrated = [] } = loaded.value
  const { playlists } = show
  const steps = playlists.reduce((sum, playlist) => sum + playlist.steps.length, 0)
  const warnings = showWarnings(show, path)
  const ending = warnings.length === 0 ? '' : ', with warnings'
  console.log(`${path}: ok, ${counted(playlists.length, 'playlist')}, ${counted(steps, 'step')}${ending}`)
  for (const change of migrated) console.log(`older form: ${path}: ${change}`)
  for (const warning of warnings) console.log(`warning: ${formatFault(warning)}`)
  return true
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

async function main(args: readonly string[]): Promise<number> {
  if (args.length === 1 && args[0] === '--schema') {
    console.log(JSON.stringify(showJsonSchema(), null, 2))
    return 0
  }
  if (args.length === 0 || args.some((arg) => arg.startsWith('-'))) {
    console.error(USAGE)
    return 2
  }
  let sound = true
  for (const path of args) sound = (await check(path)) && sound
  return sound ? 0 : 2
}

process.exitCode = await main(process.argv.slice(2))
