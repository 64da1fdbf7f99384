// A part of the build: beside each file of the page that gets shorter by it, the same compressed, so that serving it costs nothing.
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXTS = new Set(['.html', '.js', '.css', '.svg', '.json'])
/** Below this a packet holds it anyway. */
const WORTH_BYTES = 1024

const ways = {
  '.br': (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  '.gz': (bytes: Buffer) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
} as const

/** Writes `x.br` and `x.gz` beside each text in `dir`. */
export async function compressFiles(dir: string): Promise<void> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const texts = entries.filter((entry) => entry.isFile() && TEXTS.has(extname(entry.name)))
  await Promise.all(texts.map(({ parentPath, name }) => compressOne(join(parentPath, name))))
}

async function compressOne(path: string): Promise<void> {
  const bytes = await readFile(path)
  if (bytes.length < WORTH_BYTES) return
  for (const [ending, compress] of Object.entries(ways)) {
    const shorter = await compress(bytes)
    if (shorter.length < bytes.length) await writeFile(path + ending, shorter)
  }
}

export function compressedFiles(): Plugin {
  return {
    name: 'compressed-files',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    async writeBundle({ dir }) {
      if (dir !== undefined) await compressFiles(dir)
    },
  }
}
