// Development: the renderer from Vite's server, the engine from source, both renewed as files change.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createServer } from 'vite'

const root = join(import.meta.dirname, '..')
const host = '127.0.0.1'
const port = '4280'
const engineAddress = `${host}:${port}`

const vite = await createServer({
  configFile: join(root, 'vite.config.ts'),
  server: {
    host,
    fs: { allow: [root] },
    proxy: {
      '/api': `http://${engineAddress}`,
      '/ws': { target: `ws://${engineAddress}`, ws: true },
    },
  },
})
await vite.listen()
vite.printUrls()

const engine = spawn(
  process.execPath,
  [
    ...['--watch', '--watch-preserve-output', 'main/headless.ts'],
    ...['--host', host, '--port', port],
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => engine.kill(signal))
engine.once('exit', (code) => {
  void vite.close().then(() => process.exit(code ?? 0))
})
