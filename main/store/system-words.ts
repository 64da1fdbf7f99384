// What the system refuses to do with a file, in words of our own.
import { messageOf } from '../../shared/base/result.ts'
import { codeOf } from './file-system.ts'

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  EACCES: 'this user may not do that there',
  EPERM: 'this user may not do that there',
  EROFS: 'the disk may only be read',
  EISDIR: 'this is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'the engine has too many files open',
  ENFILE: 'the system has too many files open',
  EBUSY: 'another program has it in use',
  ETXTBSY: 'another program has it in use',
  EIO: 'the disk failed',
  ENODEV: 'its device is gone',
  ENXIO: 'its device is gone',
  ESTALE: 'the network share has lost it',
  ETIMEDOUT: 'the network share does not answer',
  ENOTCONN: 'the network share does not answer',
  EHOSTDOWN: 'the network share does not answer',
  EHOSTUNREACH: 'the network share does not answer',
  ECONNREFUSED: 'the network share does not answer',
  ENETDOWN: 'the network is down',
  ENETUNREACH: 'the network is down',
  EREMOTEIO: 'the disk failed',
  EXDEV: 'it lies on another disk',
  ERR_INVALID_ARG_VALUE: 'the path holds a character that no path can',
  ERR_FS_FILE_TOO_LARGE: 'the file is too large',
}

/** Of what was thrown: our own words stay, the system's become ours, with its code for who looks it up. */
export function systemWords(thrown: unknown): string {
  const code = codeOf(thrown)
  if (code === '') return messageOf(thrown)
  return WORDS[code] ?? `the system does not let it (${code})`
}
