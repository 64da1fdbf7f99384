// Finds an installed browser of the Chromium family.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']

const macPrograms = ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
)

const windowsPrograms = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe']

function candidates(): string[] {
  const { env, platform } = process
  if (platform === 'darwin') return macPrograms
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
    return folders
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => windowsPrograms.map((program) => join(folder, program)))
  }
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/snap/bin']
  return commands.flatMap((command) => folders.map((folder) => join(folder, command)))
}

/** The program named by CHROMIUM_PATH, else the first one in the usual places, else null. */
export function findBrowser(): string | null {
  return process.env['CHROMIUM_PATH'] || (candidates().find((path) => existsSync(path)) ?? null)
}
