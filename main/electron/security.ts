// What a page inside the desktop app can reach: the files of the renderer's build, and nothing beyond.
import { readFileSync, readdirSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import { app, protocol, session } from 'electron'
import { CONTENT_POLICY } from '../../shared/contract/content-policy.ts'

const SCHEME = 'app'
/** Where the renderer lives; the only place that a window may navigate to. */
export const RENDERER_ORIGIN = `${SCHEME}://cuewright`

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Makes the scheme one with an origin of its own. Electron accepts this only before it is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the files that `folder` holds now. They are read once, so a request never becomes a path. */
export function serveRenderer(folder: string): void {
  const files = fileTable(folder)
  protocol.handle(SCHEME, ({ method, url }) => {
    const { host, pathname } = new URL(url)
    const file = files.get(pathname === '/' ? '/index.html' : pathname)
    if (method !== 'GET' || `${SCHEME}://${host}` !== RENDERER_ORIGIN || file === undefined) {
      return new Response(null, { status: 404 })
    }
    return new Response(file.body, {
      headers: {
        'content-type': file.contentType,
        'content-security-policy': CONTENT_POLICY,
        'x-content-type-options': 'nosniff',
      },
    })
  })
}

interface ServedFile {
  readonly contentType: string
  readonly body: Uint8Array<ArrayBuffer>
}

function fileTable(folder: string): ReadonlyMap<string, ServedFile> {
  const files = new Map<string, ServedFile>()
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const contentType = contentTypes[extname(path)]
    if (contentType === undefined) continue
    const body = new Uint8Array(readFileSync(join(folder, path)))
    files.set(`/${path.split(sep).join('/')}`, { contentType, body })
  }
  return files
}

/** Putting text on the clipboard after a click, which only the app's own page may. */
const COPYING = 'clipboard-sanitized-write'

/** Denies every page new windows, foreign addresses, embedded guests, all other permissions and devices. */
export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => {
    const stayHome = (event: { readonly url: string; preventDefault(): void }): void => {
      if (!event.url.startsWith(`${RENDERER_ORIGIN}/`)) event.preventDefault()
    }
    contents.on('will-navigate', stayHome)
    contents.on('will-frame-navigate', stayHome)
    contents.on('will-redirect', stayHome)
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permission === COPYING && contents.getURL().startsWith(`${RENDERER_ORIGIN}/`)),
  )
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission, origin) =>
      permission === COPYING && origin.replace(/\/$/, '') === RENDERER_ORIGIN,
  )
  session.defaultSession.setDevicePermissionHandler(() => false)
}
