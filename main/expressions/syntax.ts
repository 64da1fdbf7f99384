// What the parser found wrong, in the words of somebody who writes a rule.
import type { ParseError } from '@marcbachmann/cel-js'
import { Refusal, meant } from './refusal.ts'
import { ROOTS } from './scope.ts'

const SIGNS: Readonly<Record<string, string>> = {
  EOF: 'the end',
  NUMBER: 'a number',
  STRING: 'a text',
  IDENTIFIER: 'a name',
  BOOLEAN: 'true or false',
  LPAREN: '(',
  RPAREN: ')',
  LBRACKET: '[',
  RBRACKET: ']',
  LBRACE: '{',
  RBRACE: '}',
  DOT: '.',
  COMMA: ',',
  COLON: ':',
  QUESTION: '?',
}

const ADVICE: Readonly<Record<string, string>> = {
  '=': 'compare with ==',
  '&': 'write && for and',
  '|': 'write || for or',
  '“': 'use straight quotes',
  '”': 'use straight quotes',
  '„': 'use straight quotes',
}

type Words = readonly [what: string, next: string]

function words({ code, summary, node, range }: ParseError): Words {
  switch (code) {
    case 'unexpected_character': {
      const found = node?.input?.slice(range?.start, range?.end) ?? ''
      return [`${found} is not expected here`, ADVICE[found] ?? 'remove it']
    }
    case 'unexpected_token':
      return summary.endsWith('EOF')
        ? ['something is missing at the end', 'finish the expression']
        : ['a value is expected here', 'write a name, a number or a text']
    case 'expected_token': {
      const [, wanted = '', found = ''] = /^Expected (\w+), got (\w+)$/.exec(summary) ?? []
      const sign = SIGNS[wanted] ?? 'something else'
      return [`${sign} is expected here, and not ${SIGNS[found] ?? 'this sign'}`, `write ${sign} here`]
    }
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return ['a text is not closed', 'close it with the quote that it began with']
    case 'newline_in_string':
      return ['a text in single quotes ends with its line', 'write a new line as \\n']
    case 'reserved_identifier':
      return reserved(summary.replace(/^.*: /, ''))
    case 'invalid_macro_argument':
      return [summary, 'write it such as event.payload.list.exists(x, x > 2)']
    case 'limit_exceeded':
      return ['the expression is too large', 'use several, with variables between them']
    default:
      return [summary, 'correct it']
  }
}

function reserved(name: string): Words {
  return [`${name} is a word of the language itself`, meant(name, ROOTS, 'use another name')]
}

export function explainSyntax(error: ParseError): Refusal {
  const [what, next] = words(error)
  return new Refusal(error.range?.start ?? 0, what, next)
}
