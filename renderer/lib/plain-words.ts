// What the engine says is wrong, with the system's own codes taken out of the sentence: those stand in the detail.
import { FAILURE_WORDS } from '../../shared/base/network-failure.ts'

/** Of disks; those of networks have words. */
const OTHERS = ['EIO', 'ENOSPC', 'EROFS', 'ENOENT', 'EBUSY', 'EEXIST', 'EINVAL', 'ENODEV', 'ENXIO', 'ETIME']
const ANY = [...Object.keys(FAILURE_WORDS), ...OTHERS].join('|')
const CODE = new RegExp(`\\b(?:${ANY})\\b`, 'g')
const IN_BRACKETS = new RegExp(` ?\\((?:${ANY})\\)`, 'g')
const BARE = new RegExp(`\\b(?:(?:connect|send|bind|listen|read|write|open|getaddrinfo) )?(${ANY})\\b:?`, 'g')

/** `nothing listens there` and `ECONNREFUSED` of `nothing listens there (ECONNREFUSED)`; null where it names no code. */
export function withoutCode(text: string): { readonly words: string; readonly code: string | null } {
  const codes = text.match(CODE)
  if (codes === null) return { words: text, code: null }
  const words = text
    .replaceAll(IN_BRACKETS, '')
    .replaceAll(BARE, (_, code: string) => FAILURE_WORDS[code] ?? 'the system refused it')
    .trim()
  return { words, code: [...new Set(codes)].join(', ') }
}

/** `Pedal` of `Pedal (hid:054c:09cc:1)`, `Sunrise` of `playlist Sunrise`: what a person calls it. */
export function nameIn(where: string): string {
  const name = where.replace(/ \([^()]*\)$/, '')
  return name.replace(
    /^(?:OSC target|MIDI output|OSC sender|playlist|rule|scheduler|recording|device profile) /,
    '',
  )
}

/** With a full stop, where it does not end in a sign of its own. */
export function sentence(text: string): string {
  return text === '' || /[.!?…:]$/.test(text) ? text : `${text}.`
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
