// The virtual machine's parts, fetched from Debian and unpacked beside the project; nothing is installed.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'

/** Raised when the folder's content changes. */
const FORMAT = '1'
const LIBRARIES = 'usr/lib/x86_64-linux-gnu'

/** What reaches the root filesystem, then the devices that every run has; loaded in this order. */
const BOOT_MODULES = [
  ...['virtio_pci', 'virtio_console', '9pnet_virtio', '9p', 'overlay'],
  ...['uhid', 'hid_generic', 'evdev', 'joydev', 'snd_seq', 'snd_seq_dummy', 'snd_seq_midi'],
]

/** The part of the kernel's modules that udev may load later. */
const KEPT_MODULES = [
  ...['drivers/hid', 'drivers/input', 'drivers/leds', 'drivers/power', 'drivers/virtio', 'drivers/char'],
  ...['drivers/usb', 'drivers/media/mc', 'drivers/media/rc'],
  ...['sound/core', 'sound/drivers', 'sound/usb', 'sound/soundcore.ko', 'sound/soundcore.ko.xz'],
  ...['fs/9p', 'fs/fuse', 'fs/overlayfs', 'fs/fscache', 'fs/netfs', 'net/9p', 'lib'],
]

export interface LabParts {
  readonly kernel: string
  readonly initramfs: string
  /** Laid over the host's root filesystem in the machine: udev, ALSA tools, kernel modules. */
  readonly layer: string
  readonly qemu: string
  readonly qemuData: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** Why no machine can be made here, or null. */
export function missingForLab(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'it needs Linux on x64'
  for (const tool of ['apt-get', 'apt-cache', 'dpkg-deb', 'tar', 'gzip']) {
    if (spawnSync(tool, ['--version']).error !== undefined) return `it needs Debian's ${tool}`
  }
  return null
}

/** Fills the folder on the first call: 110 MB to fetch and 260 MB to keep. Throws where that fails. */
export function prepareLab(folder: string): LabParts {
  const tools = join(folder, 'tools')
  const parts: LabParts = {
    kernel: join(folder, 'vmlinux'),
    initramfs: join(folder, 'initramfs'),
    layer: join(folder, 'layer'),
    qemu: join(tools, 'usr/bin/qemu-system-x86_64'),
    qemuData: [join(tools, 'usr/share/qemu'), join(tools, 'usr/share/seabios')],
    environment: {
      LD_LIBRARY_PATH: join(tools, LIBRARIES),
      QEMU_MODULE_DIR: join(tools, LIBRARIES, 'qemu'),
    },
  }
  const stamp = join(folder, 'ready')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== FORMAT) {
    rmSync(folder, { recursive: true, force: true })
    fill(folder, tools, parts)
    writeFileSync(stamp, FORMAT)
  }
  makeInitramfs(folder, tools, parts)
  return parts
}

function fill(folder: string, tools: string, { layer, kernel, environment }: LabParts): void {
  const download = join(folder, 'download')
  mkdirSync(join(download, 'kernel'), { recursive: true })
  const image = kernelPackage()
  process.stderr.write(`fetching ${image}, QEMU, udev and ALSA's tools from Debian (once)\n`)
  run('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', image], join(download, 'kernel'))
  fetch(join(download, 'tools'), ['qemu-system-x86', 'kmod', 'busybox-static', 'xz-utils', 'zstd'])
  fetch(join(download, 'layer'), ['udev', 'alsa-utils', 'kmod'])
  for (const deb of globSync(join(download, 'tools/*.deb'))) unpack(deb, tools)
  for (const deb of globSync(join(download, 'layer/*.deb'))) unpack(deb, layer)

  const all = join(download, 'all')
  for (const deb of globSync(join(download, 'kernel/*.deb'))) unpack(deb, all)
  const version = image.replace(/^linux-image-/, '').replace(/-unsigned$/, '')
  const from = join(all, 'usr/lib/modules', version)
  const to = join(layer, 'usr/lib/modules', version)
  for (const part of [
    ...globSync('modules.*', { cwd: from }),
    ...KEPT_MODULES.map((kept) => `kernel/${kept}`),
  ]) {
    if (existsSync(join(from, part))) cpSync(join(from, part), join(to, part), { recursive: true })
  }
  const env = { ...process.env, ...environment }
  for (const file of globSync(join(to, '**/*.ko.xz')))
    run(join(tools, 'usr/bin/xz'), ['-d', file], folder, env)
  for (const file of globSync(join(to, '**/*.ko.zst'))) {
    run(join(tools, 'usr/bin/zstd'), ['-q', '-d', '--rm', file], folder, env)
  }
  kmod(tools, environment, 'depmod', ['-b', join(layer, 'usr'), version])
  writeFileSync(kernel, unpackedKernel(join(all, `boot/vmlinuz-${version}`), tools, env))
  writeFileSync(join(folder, 'version'), version)
  rmSync(download, { recursive: true })
}

/** The package behind the meta package; reads the package lists first where there are none. */
function kernelPackage(): string {
  const find = (): string | undefined => {
    const shown = spawnSync('apt-cache', ['show', '--no-all-versions', 'linux-image-amd64'], {
      encoding: 'utf8',
    })
    return /^Depends: *(linux-image-[^ ,(]*)/m.exec(shown.stdout)?.[1]
  }
  const known = find()
  if (known !== undefined) return known
  run('apt-get', ['update', '-qq'], '/')
  const found = find()
  if (found === undefined) throw new Error('apt knows no linux-image-amd64')
  return found
}

function fetch(to: string, packages: readonly string[]): void {
  mkdirSync(join(to, 'partial'), { recursive: true })
  const options = [`Dir::Cache::archives=${to}`, 'APT::Sandbox::User=root', 'Debug::NoLocking=1']
  run(
    'apt-get',
    [
      ...['install', '--download-only', '--no-install-recommends', '--reinstall', '-y', '-qq'],
      ...options.flatMap((option) => ['-o', option]),
      ...packages,
    ],
    to,
  )
}

/** With /bin, /sbin and /lib under /usr, so that the tree can lie over a root that has them merged. */
function unpack(deb: string, to: string): void {
  mkdirSync(to, { recursive: true })
  const merge = String.raw`s,^\./\(bin\|sbin\|lib\|lib64\)\(/\|$\),./usr/\1\2,S`
  const script = 'dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --no-same-owner --transform="$3"'
  run('sh', ['-c', script, 'sh', deb, to, merge], to)
}

/** One program that acts as depmod or modprobe by the name it is called. */
function kmod(
  tools: string,
  environment: LabParts['environment'],
  name: string,
  args: readonly string[],
): string {
  const { status, stdout } = spawnSync(join(tools, 'usr/bin/kmod'), args, {
    argv0: name,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`${name} failed`)
  return stdout
}

/** The kernel out of its compressed image, which saves the emulated processor three seconds; offsets of the boot protocol. */
function unpackedKernel(image: string, tools: string, env: NodeJS.ProcessEnv): Buffer {
  const bytes = readFileSync(image)
  const start = (bytes.readUInt8(0x1f1) + 1) * 512 + bytes.readUInt32LE(0x248)
  const packed = bytes.subarray(start, start + bytes.readUInt32LE(0x24c) - 4)
  const magic = packed.toString('hex', 0, 4)
  const unpackers: Readonly<Record<string, string>> = {
    fd377a58: join(tools, 'usr/bin/xz'),
    '28b52ffd': join(tools, 'usr/bin/zstd'),
  }
  const unpacker = unpackers[magic] ?? (magic.startsWith('1f8b') ? 'gzip' : null)
  if (unpacker === null) return bytes
  return execFileSync(unpacker, ['-dc'], { input: packed, env, maxBuffer: 512 * 1024 * 1024 })
}

/** busybox, the boot modules in their order, and an empty tree to mount on. Made anew each time: it takes a blink. */
function makeInitramfs(folder: string, tools: string, { layer, initramfs, environment }: LabParts): void {
  const root = join(folder, 'initramfs.d')
  rmSync(root, { recursive: true, force: true })
  for (const dir of ['bin', 'dev', 'proc', 'sys', 'modules', 'host', 'layer', 'rw', 'root']) {
    mkdirSync(join(root, dir), { recursive: true })
  }
  copyFileSync(join(tools, 'usr/bin/busybox'), join(root, 'bin/busybox'))
  copyFileSync(join(import.meta.dirname, 'guest-init'), join(root, 'init'))
  chmodSync(join(root, 'init'), 0o755)
  const version = readFileSync(join(folder, 'version'), 'utf8')
  const listed = kmod(tools, environment, 'modprobe', [
    ...['-d', join(layer, 'usr'), '-S', version, '--show-depends', '-a'],
    ...BOOT_MODULES,
  ])
  const files = [...listed.matchAll(/^insmod (\S+)/gm)].map(([, file]) => file as string)
  for (const [index, file] of [...new Set(files)].entries()) {
    copyFileSync(file, join(root, 'modules', `${100 + index}-${basename(file)}`))
  }
  const pack = 'find . | LC_ALL=C sort | bin/busybox cpio -o -H newc'
  const output = openSync(initramfs, 'w')
  execFileSync('sh', ['-c', pack], { cwd: root, stdio: ['ignore', output, 'ignore'] })
}

function run(program: string, args: readonly string[], cwd: string, env = process.env): void {
  execFileSync(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] })
}
