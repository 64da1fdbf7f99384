// Archives that were made to do harm, or by somebody who meant well and was not careful, each with the code by which it is refused.
import { crc32, deflateRawSync } from 'node:zlib'
import { archiveOf, extraField, manifestOf, sizesBehind } from './archives.ts'
import type { EndLies, Part } from './archives.ts'

const MB = 1024 * 1024
const TEXT = Buffer.from('{"version":1,"name":"A show"}')

const SHOW: Part = { name: 'show.json', content: TEXT }

/** A bundle of a show and these, and a manifest in which all is as it is. */
export function bundleOf(parts: readonly Part[], lies: EndLies = {}): Buffer {
  return archiveOf([manifestOf([SHOW, ...parts]), SHOW, ...parts], lies)
}

const part = (name: string, more: Partial<Part> = {}): Part => ({ name, content: TEXT, ...more })
const recording = (more: Partial<Part> = {}): Part => part('recordings/a.jsonl', more)

export interface Hostile {
  readonly what: string
  readonly code: string
  readonly bytes: () => Buffer
  /** The most that may have come out of it by then. */
  readonly inflated: number
}

/** What one piece of the library's inflating is, beyond what was said to come. */
const PIECE = 16 * 1024
const FOUND_OUT_LATE = 2 * PIECE

const named = (what: string, name: string, code = 'bundle/name'): Hostile => ({
  ...{ what, code, inflated: 0 },
  bytes: () => bundleOf([part(name)]),
})

/** Made when it is asked for: some are large. */
export const HOSTILE: readonly Hostile[] = [
  ...names(),
  ...kinds(),
  ...sizes(),
  ...places(),
  ...lists(),
  ...contents(),
]

function names(): readonly Hostile[] {
  return [
    named('leads out of the folder', '../evil.json'),
    named('leads out of the folder further in', 'recordings/../../evil.jsonl'),
    named('has the name of a place', '/etc/cron.d/evil'),
    named('has a drive', 'C:evil.json'),
    named('has a drive and backslashes', 'C:\\Windows\\evil.json'),
    named('leads out by backslashes', '..\\evil.json'),
    named('has a backslash', 'recordings\\a.jsonl'),
    named('holds NUL', 'recordings/a.jsonl\0.png'),
    named('holds a line feed', 'recordings/a\n.jsonl'),
    named('turns the writing round', 'recordings/a\u202elnosj.jsonl'),
    named('is one folder up in itself', 'recordings/./a.jsonl'),
    named('has an empty part', 'recordings//a.jsonl'),
    named('ends with a blank', 'recordings/a.jsonl '),
    named('ends with a dot', 'recordings/a.jsonl.'),
    named('is a device of Windows', 'recordings/CON.jsonl'),
    named('is a device of Windows in small letters', 'profiles/lpt1.json'),
    named('is a stream of another file', 'recordings/a.jsonl:x.jsonl'),
    named('is put together of letter and accent', 'recordings/e\u0301.jsonl'),
    named('is longer than any of ours', `recordings/${'a'.repeat(200)}.jsonl`),
    named('has no name', ''),
    named('is no file of a bundle', 'plugins/evil.js', 'bundle/unexpected'),
    named('is hidden', 'profiles/.json', 'bundle/unexpected'),
    named('is a page', 'recordings/a.html', 'bundle/unexpected'),
    {
      ...{ what: 'is no UTF-8', code: 'bundle/name', inflated: 0 },
      bytes: () => {
        const name = Buffer.concat([
          Buffer.from('recordings/'),
          Buffer.from([0xc3, 0x28]),
          Buffer.from('.jsonl'),
        ])
        return bundleOf([recording({ local: { name }, central: { name } })])
      },
    },
    {
      ...{ what: 'is no ASCII and not said to be UTF-8', code: 'bundle/name', inflated: 0 },
      bytes: () =>
        bundleOf([part('recordings/\u00e9.jsonl', { local: { flags: 0 }, central: { flags: 0 } })]),
    },
    {
      ...{ what: 'has a second name', code: 'bundle/name', inflated: 0 },
      bytes: () => bundleOf([recording({ central: { extra: extraField(0x7075, Buffer.alloc(9)) } })]),
    },
    {
      ...{ what: 'differs by capitals alone', code: 'bundle/names-alike', inflated: 0 },
      bytes: () => bundleOf([recording(), part('recordings/A.jsonl')]),
    },
    {
      ...{ what: 'differs by the width of a letter alone', code: 'bundle/names-alike', inflated: 0 },
      bytes: () => bundleOf([recording(), part('recordings/\uff41.jsonl')]),
    },
    {
      ...{ what: 'is there twice', code: 'bundle/twice', inflated: 0 },
      bytes: () => bundleOf([recording(), recording()]),
    },
  ]
}

function kinds(): readonly Hostile[] {
  const kind = (what: string, code: string, more: Partial<Part>): Hostile => ({
    ...{ what, code, inflated: 0 },
    bytes: () => bundleOf([recording(more)]),
  })
  const flagged = (flags: number): Partial<Part> => ({ local: { flags }, central: { flags } })
  return [
    kind('is a link', 'bundle/not-a-file', { central: { mode: 0o120777 } }),
    kind('is a device', 'bundle/not-a-file', { central: { mode: 0o020666 } }),
    kind('is a pipe', 'bundle/not-a-file', { central: { mode: 0o010666 } }),
    kind('is a folder of DOS', 'bundle/not-a-file', { central: { dos: 0x10 } }),
    named('is a folder by its name', 'recordings/', 'bundle/not-a-file'),
    kind('is encrypted', 'bundle/encrypted', flagged(0x0801)),
    kind('is strongly encrypted', 'bundle/encrypted', flagged(0x0841)),
    kind('hides its header', 'bundle/encrypted', flagged(0x2801)),
    kind('is encrypted by AES', 'bundle/encrypted', {
      central: { extra: extraField(0x9901, Buffer.alloc(7)) },
    }),
    kind('is compressed in another way', 'bundle/method', { local: { method: 12 }, central: { method: 12 } }),
  ]
}

/** Deflated zeros, made once: half a gigabyte of them takes a while. */
let zeros: Buffer | null = null
function bomb(): Buffer {
  // One full block of a megabyte of zeros, as often as is wanted: what comes before does not matter to it.
  const block = deflateRawSync(Buffer.alloc(MB), { finishFlush: 3 })
  zeros ??= Buffer.concat([...Array.from({ length: 512 }, () => block), deflateRawSync(Buffer.alloc(0))])
  return zeros
}

function sizes(): readonly Hostile[] {
  const told = (bytes: number): Partial<Part> => ({ body: bomb(), local: { bytes }, central: { bytes } })
  const claims = (what: string, bytes: number, code: string, inflated: number): Hostile => ({
    ...{ what, code, inflated },
    bytes: () => {
      const content = Buffer.alloc(0)
      const lie = recording({ content, ...told(bytes) })
      const files = [SHOW, recording()].map(({ name, content: { length } }, index) => ({
        ...{ name, bytes: index === 1 ? bytes : length },
        sha256: '0'.repeat(64),
      }))
      return archiveOf([manifestOf([], { files }), lie, SHOW])
    },
  })
  return [
    claims('says 7 bytes, is 512 MB', 7, 'bundle/damaged', FOUND_OUT_LATE),
    claims('says 40 MB, is 512 MB', 40 * MB, 'bundle/damaged', 40 * MB + FOUND_OUT_LATE),
    claims('says 512 MB, and is', 512 * MB, 'bundle/too-large', 0),
    {
      ...{ what: 'is a thousand times as large as it looks', code: 'bundle/ratio', inflated: 0 },
      bytes: () => bundleOf([recording({ content: Buffer.alloc(20 * MB) })]),
    },
    {
      ...{ what: 'is too large all together', code: 'bundle/too-large', inflated: 0 },
      bytes: () => {
        const lies = { compressedBytes: 60 * MB, bytes: 60 * MB }
        return bundleOf(
          [1, 2, 3, 4, 5].map((at) => part(`recordings/${at}.jsonl`, { local: lies, central: lies })),
        )
      },
    },
    {
      ...{ what: 'says less than it is', code: 'bundle/damaged', inflated: FOUND_OUT_LATE },
      bytes: () => bundleOf([recording({ content: TEXT.subarray(0, 5), body: deflateRawSync(TEXT) })]),
    },
  ]
}

function places(): readonly Hostile[] {
  const placed = (what: string, code: string, bytes: () => Buffer): Hostile => ({
    what,
    code,
    inflated: 0,
    bytes,
  })
  const many = (count: number): readonly Part[] =>
    Array.from({ length: count }, (_, at) => part(`recordings/${at}.jsonl`, { listedOnly: true }))
  return [
    placed('has 200 files on one body', 'bundle/overlap', () => {
      return bundleOf(many(200).map((one) => ({ ...one, central: { offset: 0 } })))
    }),
    placed('has files on one body, each with its own header in the one before', 'bundle/overlap', quoted),
    placed('lies in the next file', 'bundle/overlap', () => {
      const longer = { compressedBytes: deflateRawSync(TEXT).length + 40 }
      return archiveOf([manifestOf([SHOW]), { ...SHOW, local: longer, central: longer }, recording()])
    }),
    placed('reaches into the list of files', 'bundle/overlap', () => {
      const longer = { compressedBytes: deflateRawSync(TEXT).length + 1 }
      return bundleOf([recording({ local: longer, central: longer })])
    }),
    placed('has bytes in front', 'bundle/garbage', () =>
      bundleOf([], { prefix: Buffer.from('#!/bin/sh\n') }),
    ),
    placed('has bytes in front, and counts them', 'bundle/garbage', () =>
      bundleOf([{ ...recording(), before: Buffer.alloc(64) }]),
    ),
    placed('has bytes behind its files', 'bundle/garbage', () =>
      bundleOf([{ ...recording(), behind: Buffer.alloc(64) }]),
    ),
    placed('has bytes behind its list', 'bundle/garbage', () => bundleOf([], { between: Buffer.alloc(8) })),
    placed('has bytes at its end', 'bundle/garbage', () => bundleOf([], { suffix: Buffer.from('x') })),
    placed('has another archive in its comment', 'bundle/garbage', () =>
      bundleOf([], { comment: bundleOf([recording()]) }),
    ),
    placed('has another archive at its end', 'bundle/garbage', () =>
      Buffer.concat([bundleOf([recording()]), bundleOf([])]),
    ),
  ]
}

/** After Fifield: the content of each file is the header of the next, stored, and then its content. */
function quoted(): Buffer {
  const kernel = part('recordings/z.jsonl', { content: Buffer.alloc(64), stored: true })
  const inner = archiveOf([kernel])
  const header = inner.subarray(0, 30 + kernel.name.length + 64)
  const outer = part('recordings/a.jsonl', { content: header, stored: true })
  const manifest = manifestOf([SHOW])
  const before = archiveOf([manifest, SHOW, outer])
  const at = before.indexOf('recordings/a.jsonl') + 'recordings/a.jsonl'.length
  return archiveOf([manifest, SHOW, outer, { ...kernel, listedOnly: true, central: { offset: at } }])
}

function lists(): readonly Hostile[] {
  const lie = (what: string, code: string, lies: EndLies): Hostile => ({
    ...{ what, code, inflated: 0 },
    bytes: () => bundleOf([recording()], lies),
  })
  const many = (count: number, lies: EndLies = {}): Buffer =>
    archiveOf(
      Array.from({ length: count }, (_, at) =>
        part(`recordings/${at}.jsonl`, { listedOnly: true, stored: true }),
      ),
      lies,
    )
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  return [
    { what: 'has 65,535 files', code: 'bundle/too-many-entries', inflated: 0, bytes: () => many(65_535) },
    { what: 'has 2,001 files', code: 'bundle/too-many-entries', inflated: 0, bytes: () => many(2_001) },
    {
      ...{ what: 'has 60,000 files, and says 3', code: 'bundle/too-large', inflated: 0 },
      bytes: () => many(60_000, { count: 3 }),
    },
    lie('has more files than it says', 'bundle/directory', { count: 2 }),
    lie('has fewer files than it says', 'bundle/directory', { count: 4 }),
    lie('is the second of two disks', 'bundle/spans-disks', { disk: 1 }),
    lie('has its list on another disk', 'bundle/spans-disks', { directoryDisk: 1 }),
    lie('has a part of its list elsewhere', 'bundle/spans-disks', { here: 1, count: 3 }),
    lie('has its list behind its end', 'bundle/directory', { offset: 0x7fffffff }),
    lie('says of its list that it is zip64', 'bundle/zip64', { offset: 0xffffffff }),
    lie('has the end of a zip64', 'bundle/zip64', { between: locator }),
    {
      ...{ what: 'has a file on another disk', code: 'bundle/spans-disks', inflated: 0 },
      bytes: () => bundleOf([recording({ central: { disk: 1 } })]),
    },
    {
      ...{ what: 'has the sizes of a zip64', code: 'bundle/zip64', inflated: 0 },
      bytes: () => {
        const extra = extraField(0x0001, Buffer.alloc(16))
        return bundleOf([recording({ central: { extra, bytes: 0xffffffff } })])
      },
    },
    {
      ...{ what: 'has the sizes of a zip64 in one header alone', code: 'bundle/zip64', inflated: 0 },
      bytes: () => bundleOf([recording({ local: { extra: extraField(0x0001, Buffer.alloc(16)) } })]),
    },
    { what: 'is empty', code: 'bundle/not-an-archive', inflated: 0, bytes: () => Buffer.alloc(0) },
    {
      what: 'is no archive',
      code: 'bundle/not-an-archive',
      inflated: 0,
      bytes: () => Buffer.alloc(5_000, 'PK'),
    },
    { what: 'is an archive of nothing', code: 'bundle/manifest', inflated: 0, bytes: () => archiveOf([]) },
  ]
}

function contents(): readonly Hostile[] {
  const content = (what: string, code: string, bytes: () => Buffer): Hostile => ({
    ...{ what, code, bytes },
    inflated: FOUND_OUT_LATE,
  })
  const open = { flags: 0x0808, crc32: 0, compressedBytes: 0, bytes: 0 }
  return [
    content('has another checksum', 'bundle/checksum', () =>
      bundleOf([recording({ local: { crc32: 1 }, central: { crc32: 1 } })]),
    ),
    content('has another name in its own header', 'bundle/headers-differ', () =>
      bundleOf([recording({ local: { name: Buffer.from('../../evil.jsonl..') } })]),
    ),
    content('has another size in its own header', 'bundle/headers-differ', () =>
      bundleOf([recording({ local: { bytes: 1 } })]),
    ),
    content('is compressed in another way by its own header', 'bundle/headers-differ', () =>
      bundleOf([recording({ local: { method: 0 } })]),
    ),
    content('has other sizes behind it', 'bundle/headers-differ', () =>
      bundleOf([recording({ local: open, central: { flags: 0x0808 }, behind: sizesBehind(1, 2, 3) })]),
    ),
    content('is no compressed content', 'bundle/damaged', () =>
      bundleOf([recording({ body: Buffer.alloc(40, 0xff) })]),
    ),
    content('hides something behind its content', 'bundle/damaged', () =>
      bundleOf([recording({ body: Buffer.concat([deflateRawSync(TEXT), bundleOf([])]) })]),
    ),
    content('has two sizes though it is stored', 'bundle/damaged', () =>
      bundleOf([recording({ stored: true, local: { bytes: 5 }, central: { bytes: 5 } })]),
    ),
    content('is not what the manifest says', 'bundle/checksum', () =>
      archiveOf([manifestOf([{ name: 'show.json', content: Buffer.from(TEXT).reverse() }]), SHOW]),
    ),
    content('is not in the manifest', 'bundle/contents', () =>
      archiveOf([manifestOf([SHOW]), SHOW, recording()]),
    ),
    content('is in the manifest alone', 'bundle/contents', () =>
      archiveOf([manifestOf([SHOW, recording()]), SHOW]),
    ),
    content('has another size in the manifest', 'bundle/contents', () =>
      archiveOf([manifestOf([{ name: 'show.json', content: Buffer.from('x') }]), SHOW]),
    ),
    content('holds no show', 'bundle/manifest', () => archiveOf([manifestOf([recording()]), recording()])),
    content('has no manifest', 'bundle/manifest', () => archiveOf([SHOW])),
    content('has a manifest that is no JSON', 'bundle/manifest', () =>
      archiveOf([{ name: 'manifest.json', content: Buffer.from('{') }, SHOW]),
    ),
    content('has a manifest of something else', 'bundle/manifest', () =>
      archiveOf([manifestOf([SHOW], { cuewright: 'show' }), SHOW]),
    ),
    content('has a manifest with more in it', 'bundle/manifest', () =>
      archiveOf([manifestOf([SHOW], { run: 'this' }), SHOW]),
    ),
    content('is of a later Cuewright', 'bundle/newer-version', () =>
      archiveOf([manifestOf([SHOW], { format: 2 }), SHOW]),
    ),
    {
      ...{ what: 'has a manifest that is too large', code: 'bundle/too-large', inflated: 0 },
      bytes: () =>
        archiveOf([{ name: 'manifest.json', content: Buffer.alloc(2 * MB, 'x'), stored: true }, SHOW]),
    },
  ]
}

/** What streaming programs write: the sizes behind the content, with a signature or without. */
export function streamed(isSigned: boolean): Buffer {
  const open = { flags: 0x0808, crc32: 0, compressedBytes: 0, bytes: 0 }
  const body = deflateRawSync(TEXT)
  return bundleOf([
    recording({
      ...{ body, local: open, central: { flags: 0x0808 } },
      behind: sizesBehind(crc32(TEXT), body.length, TEXT.length, isSigned),
    }),
  ])
}
