import { describe, expect, test } from 'vitest'
import { hostFault } from '../../../../shared/base/host.ts'

describe('a host that there can be', () => {
  test.each([
    ...['127.0.0.1', '10.0.0.5', '255.255.255.255', '239.1.1.1', '0.0.0.0', '169.254.3.7'],
    ...[
      '::1',
      '::',
      'fe80::1%eth0',
      'fe80::1%12',
      'FE80::A%en0',
      '2001:db8::7',
      '::ffff:10.0.0.5',
      'ff02::1%wlan0.1',
    ],
    ...[
      'localhost',
      'desk',
      'Studio-Mac.local',
      'desk.local.',
      'STUDIO_PC',
      'media_server-2',
      '_osc._udp.local',
    ],
    ...[
      'eos.rig.example.org',
      '3com',
      '10-0-0-5',
      '1a.example',
      'xn--bhne-0ra.local',
      'bühne.local',
      'пульт',
      'a.b',
    ],
    ...['desk-', 'DESK!1', "foh'pc", '1.2.3.4.in-addr.arpa', 'a'.repeat(63), `${'a'.repeat(60)}.`.repeat(4)],
  ])('%s', (text) => {
    expect(hostFault(text)).toBeNull()
  })
})

describe('a host that there cannot be is told, with what to write instead', () => {
  const GENERAL = 'write a host name or an IP address'
  const CORRECT = 'correct the address, such as 192.168.1.30'
  const NUMBER_AT_END = 'ends in a number, as only an IPv4 address may'
  const NUMBERS = 'write four numbers from 0 to 255, or a name'
  const FOUR = 'is no IPv4 address: it has four numbers from 0 to 255'

  test.each([
    ['192.168.1.300', FOUR, CORRECT],
    ['10.0.0', FOUR, CORRECT],
    ['10.0.0.5.6', FOUR, CORRECT],
    ['300', FOUR, CORRECT],
    ['10.0.0.', FOUR, CORRECT],
    ['10.0..5', FOUR, CORRECT],
    ['010.0.0.05', FOUR, 'write 10.0.0.5'],
    ['10.0.0.5:8000', 'has a port behind the host', 'write 10.0.0.5 and put 8000 in port'],
    ['desk.local:8000', 'has a port behind the host', 'write desk.local and put 8000 in port'],
    ['192.168.1.300:8000', 'has a port behind the host', GENERAL],
    ['desk:', 'has a port behind the host', 'write desk'],
    ['[::1]', 'has brackets, which only a port would need', 'write ::1'],
    ['[fe80::1%eth0]', 'has brackets, which only a port would need', 'write fe80::1%eth0'],
    ['[::1]:8000', 'has a port behind the host', 'write ::1 and put 8000 in port'],
    ['http://10.0.0.5', 'is an address that begins with http://, not a host', 'write 10.0.0.5'],
    [
      'osc.udp://desk.local:9000/',
      'is an address that begins with osc.udp://, not a host',
      'write desk.local and put 9000 in port',
    ],
    ['http://', 'is an address that begins with http://, not a host', GENERAL],
    [
      'HTTPS://[::1]:80/x?y',
      'is an address that begins with HTTPS://, not a host',
      'write ::1 and put 80 in port',
    ],
    ['desk.local/osc', 'has a path behind the host', 'write desk.local'],
    ['10.0.0.0/24', 'has a path behind the host', 'write 10.0.0.0'],
    [' 10.0.0.5', 'has a blank in front', 'write 10.0.0.5'],
    ['desk\t', 'has a blank at its end', 'write desk'],
    ['\u00a010.0.0.5:8000', 'has a blank in front', 'write 10.0.0.5 and put 8000 in port'],
    ['  ', 'is only blanks', GENERAL],
    ['studio mac', 'a host has no blanks in it', GENERAL],
    ['fe80::1::2', 'is no IPv6 address', 'write eight groups such as fe80::1, or a host name'],
    ['2001:db8:1:2:3:4:5', 'is no IPv6 address', 'write eight groups such as fe80::1, or a host name'],
    ['fe80::1%', 'is no IPv6 address', 'write eight groups such as fe80::1, or a host name'],
    ['00:1b:44:11:3a:b7', 'is no IPv6 address', 'write eight groups such as fe80::1, or a host name'],
    ['10.0.0.5%eth0', 'a host has no "%" in it', GENERAL],
    ['10.0,0.5', 'a host has no "," in it', GENERAL],
    ['op@desk', 'a host has no "@" in it', GENERAL],
    ['*', 'a host has no "*" in it', GENERAL],
    ['\\\\desk', 'a host has no "\\\\" in it', GENERAL],
    ['desk\u0000', 'a host has no "\\u0000" in it', GENERAL],
    ['desk..local', 'has a dot too many', GENERAL],
    ['.local', 'has a dot too many', GENERAL],
    ['desk\u200b', 'has a character in it that cannot be seen', 'type it by hand'],
    ['\u200bdesk', 'has a character in it that cannot be seen', 'type it by hand'],
    [
      '\uff11\uff12\uff17.0.0.1',
      'has digits or dots of another alphabet in it',
      'write plain digits and dots',
    ],
    ['desk\u3002local', 'has digits or dots of another alphabet in it', 'write plain digits and dots'],
    ['desk.300', NUMBER_AT_END, NUMBERS],
    ['192.168.1.-1.7', NUMBER_AT_END, NUMBERS],
    ['0x7f.0.0.1', NUMBER_AT_END, NUMBERS],
    ['0x7f000001', NUMBER_AT_END, NUMBERS],
    [
      'a'.repeat(64),
      'is longer than a host name can be: 63 characters between two dots, 253 in all',
      GENERAL,
    ],
  ])('%j', (text, what, next) => {
    expect(hostFault(text)).toEqual({ what, next })
  })

  test('a port goes where the caller has it', () => {
    expect(hostFault('10.0.0.5:8000', '--osc-port')?.next).toBe('write 10.0.0.5 and put 8000 in --osc-port')
  })
})
