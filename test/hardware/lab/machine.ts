// One run of a command in a virtual machine that has this computer's files and the devices it lacks.
import { spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LabParts } from './packages.ts'

interface MachineRun {
  readonly command: readonly string[]
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  /** Milliseconds after which the machine is ended. */
  readonly limit: number
}

/** The command's exit status; its output is passed on as it comes. Throws where the machine fails. */
export async function runInMachine(parts: LabParts, run: MachineRun): Promise<number> {
  const job = mkdtempSync(join(tmpdir(), 'cuewright-lab-'))
  try {
    writeFileSync(join(job, 'command'), script(run))
    for (const name of ['control', 'output']) writeFileSync(join(job, name), '')
    const ended = new AbortController()
    const passing = passOn(join(job, 'output'), ended.signal)
    await boot(parts, job, run.limit).finally(() => ended.abort())
    await passing
    const status = /^exit (\d+)$/m.exec(readFileSync(join(job, 'control'), 'utf8'))?.[1]
    if (status === undefined) throw new Error(`the machine ended before the command did\n${consoleOf(job)}`)
    return Number(status)
  } finally {
    rmSync(job, { recursive: true })
  }
}

function script({ command, cwd, environment }: MachineRun): string {
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`)
  return [`cd ${quoted(cwd)} || exit 126`, ...exports, `exec ${command.map(quoted).join(' ')}`, ''].join('\n')
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
const inOption = (path: string): string => path.replaceAll(',', ',,')

async function boot(parts: LabParts, job: string, limit: number): Promise<void> {
  const machine = spawn(parts.qemu, qemuArguments(parts, job), {
    env: { ...process.env, ...parts.environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  // It must not outlive whoever started it.
  const end = (): void => void machine.kill('SIGKILL')
  process.on('exit', end)
  const timer = setTimeout(end, limit)
  try {
    await new Promise<void>((settle, fail) => {
      machine.once('error', fail)
      machine.once('exit', () => settle())
    })
  } finally {
    clearTimeout(timer)
    process.off('exit', end)
  }
}

function qemuArguments({ kernel, initramfs, layer, qemuData }: LabParts, job: string): string[] {
  const shared = (id: string, path: string): string[] => [
    ...['-fsdev', `local,id=${id},path=${inOption(path)},security_model=none,readonly=on,multidevs=remap`],
    ...['-device', `virtio-9p-pci,fsdev=${id},mount_tag=${id}`],
  ]
  const port = (number: number, name: string): string[] => [
    ...['-chardev', `file,id=${name},path=${inOption(join(job, name))}`],
    ...['-device', `virtserialport,nr=${number},chardev=${name}`],
  ]
  return [
    ...qemuData.flatMap((dir) => ['-L', dir]),
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-nic', 'none'],
    ...['-M', 'q35', '-cpu', 'max', '-accel', 'tcg,thread=multi', '-smp', '2', '-m', '2048'],
    ...['-kernel', kernel, '-initrd', initramfs],
    '-append',
    `console=ttyS0 quiet panic=-1 mitigations=off cryptomgr.notests tsc=reliable random.trust_cpu=on nowatchdog init_on_alloc=0 lsm= audit=0 lab.job=${job}`,
    ...['-serial', `file:${join(job, 'console')}`, '-device', 'virtio-serial-pci,max_ports=8'],
    ...port(1, 'control'),
    ...port(2, 'output'),
    ...shared('host', '/'),
    ...shared('layer', layer),
  ]
}

/** Copies what is added to a file until the run has ended. */
async function passOn(path: string, ended: AbortSignal): Promise<void> {
  const file = openSync(path, 'r')
  const buffer = Buffer.alloc(65_536)
  for (;;) {
    const last = ended.aborted
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      process.stdout.write(Buffer.from(buffer.subarray(0, length)))
    }
    if (last) break
    await sleep(100)
  }
  closeSync(file)
}

function consoleOf(job: string): string {
  const path = join(job, 'console')
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(-40).join('\n') : ''
}
