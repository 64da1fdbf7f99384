// Names of variables and parameters within expressions and templates, read and changed in the text itself.

/** Answers the name that is to stand there. */
export type NameChange = (root: 'vars' | 'params', name: string) => string

/** Texts and remarks are passed over; one that is not closed reaches to the end. */
const TEXTS =
  `"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|` +
  String.raw`"(?:\\[^]|[^"\\])*(?:"|$)|'(?:\\[^]|[^'\\])*(?:'|$)|//[^\n]*`
const READ = String.raw`(?<![\w.])(vars|params)(\s*\.\s*)([A-Za-z_]\w*)`
const READ_BY_INDEX = String.raw`(?<![\w.])(vars|params)(\s*\[\s*)(["'])([\w.-]+)\6(\s*\])`

const TOKEN = new RegExp(`(?:${TEXTS})|${READ}|${READ_BY_INDEX}`, 'g')
const WORD = /^[A-Za-z_]\w*$/

/** The expression with its names changed. */
export function changeNames(expression: string, change: NameChange): string {
  if (!expression.includes('vars') && !expression.includes('params')) return expression
  return expression.replace(TOKEN, (...parts) => {
    const [token, root, dot, name, indexRoot, open, quote, key, close] = parts as (string | undefined)[]
    if (root !== undefined) {
      const to = change(root as 'vars', name as string)
      if (to === name) return token as string
      return WORD.test(to) ? `${root}${dot}${to}` : `${root}["${to}"]`
    }
    if (indexRoot === undefined) return token as string
    return `${indexRoot}${open}${quote}${change(indexRoot as 'vars', key as string)}${quote}${close}`
  })
}

const SIGN = new RegExp(`(?:${TEXTS})|[{}]`, 'g')

/** Where the }} is that closes an expression begun at `from`; null where it is not closed. */
function closeOf(text: string, from: number): number | null {
  let braces = 0
  SIGN.lastIndex = from
  for (let found = SIGN.exec(text); found !== null; found = SIGN.exec(text)) {
    if (found[0] === '{') braces += 1
    else if (found[0] === '}') {
      if (braces > 0) braces -= 1
      else if (text[found.index + 1] === '}') return found.index
    }
  }
  return null
}

/** A text with the names changed in what stands between {{ and }}. */
export function changeNamesInText(text: string, change: NameChange): string {
  let changed = ''
  let from = 0
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', from)) {
    const close = closeOf(text, open + 2)
    if (close === null) break
    changed += text.slice(from, open + 2) + changeNames(text.slice(open + 2, close), change)
    from = close
  }
  return from === 0 ? text : changed + text.slice(from)
}
