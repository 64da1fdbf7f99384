// What a cue is called for people: by its number and its name, and by its id where it has neither.

export function cueText(cue: {
  readonly number: string | null
  readonly name: string | null
  readonly cueId: string
}): string {
  const { number, name, cueId } = cue
  const text = [number === null ? '' : `cue ${number}`, name ?? ''].filter((part) => part !== '').join(' ')
  return text === '' ? `cue ${cueId}` : text
}
