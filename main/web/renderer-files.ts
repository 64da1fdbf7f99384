// The renderer's built files: hashed ones are kept by browsers for good, the page that names them is asked for each time.
import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { FastifyInstance } from 'fastify'

const FOR_GOOD = 'public, max-age=31536000, immutable'
const ASK_EACH_TIME = 'no-cache'

const NOT_BUILT = `<!doctype html>
<html lang="en">
<title>Cuewright</title>
<h1>Cuewright is running, but its page has not been built.</h1>
<p>Run <code>npm run build</code> and reload. The HTTP interface works: <a href="/api/health">/api/health</a>.</p>
`

/** Serves `dir`, or a page that says what is missing where it holds no index. */
export async function addRendererFiles(app: FastifyInstance, dir: string): Promise<void> {
  if (!existsSync(join(dir, 'index.html'))) {
    app.get('/', (_request, reply) =>
      reply.type('text/html; charset=utf-8').header('cache-control', ASK_EACH_TIME).send(NOT_BUILT),
    )
    return
  }
  const { default: serveStatic } = await import('@fastify/static')
  await app.register(serveStatic, {
    root: dir,
    dotfiles: 'ignore',
    cacheControl: false,
    // The build leaves them beside the others; where it has not, the file itself is sent.
    preCompressed: true,
    setHeaders(reply, path) {
      const hashed = relative(dir, path).startsWith(`assets${sep}`)
      reply.header('cache-control', hashed ? FOR_GOOD : ASK_EACH_TIME)
    },
  })
}
