import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { showJsonSchema } from '../../../../main/build/show-schema.ts'

describe('the JSON Schema of show files', () => {
  test('is the one in assets (`npm run check-show -- --schema` prints it anew)', () => {
    const file = new URL('../../../../assets/show.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(showJsonSchema())))
  })

  test('leads every reference to a definition', () => {
    const schema = showJsonSchema()
    const references = JSON.stringify(schema).match(/"#\/\$defs\/[^"]+"/g) ?? []
    const names = references.map((reference) => (JSON.parse(reference) as string).slice('#/$defs/'.length))
    expect([...new Set(names)].sort()).toEqual(Object.keys(schema.$defs ?? {}).sort())
    expect(names).toContain('oscValue')
  })
})
