// Which machine a client runs on, as far as its name tells.

/** The engine's own machine. */
export const THIS_MACHINE = 'here'

/** `ws:192.168.1.20:51234` is 192.168.1.20; windows of the desktop app and loopback addresses are the engine's own machine. */
export function machineOf(client: string): string {
  if (client.startsWith('window:')) return THIS_MACHINE
  const [, bracketed, plain] = /^ws:(?:\[([^\]]*)\]|([^:]*)):\d+$/.exec(client) ?? []
  const host = (bracketed ?? plain ?? client).replace(/^::ffff:(?=\d+\.)/i, '')
  return host === '::1' || host === 'localhost' || /^127(?:\.\d+){3}$/.test(host) ? THIS_MACHINE : host
}
