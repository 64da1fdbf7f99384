// What a light is sent of one state, as text: `127`, or `127 blink 0 every 500 channel 2`; and that text in its parts.

export interface LightParts {
  readonly value: string
  /** Empty where it stands still. */
  readonly blink: string
  readonly every: string
  readonly channel: string
}

export const LIGHT = /^(.+?)(?:\s+blink\s+(.+?))?(?:\s+every\s+(\d+))?(?:\s+channel\s+(\d+))?$/

export function lightParts(text: string): LightParts {
  const [, value = '', blink = '', every = '', channel = ''] = LIGHT.exec(text) ?? []
  return { value, blink, every, channel }
}

/** Of a light without a value nothing is left to be sent. */
export function lightWords({ value, blink, every, channel }: LightParts): string {
  if (value === '') return ''
  const words = [value]
  if (blink !== '') words.push(`blink ${blink}`)
  if (blink !== '' && every !== '') words.push(`every ${every}`)
  if (channel !== '') words.push(`channel ${channel}`)
  return words.join(' ')
}
