// A rule as those know it who only have to say which one it is, by the names that it has now.

export interface RuleIds {
  readonly scheduler: { readonly definition: { readonly id: string } }
  readonly definition: { readonly id: string }
}

export function idsOf({ scheduler, definition }: RuleIds): {
  readonly schedulerId: string
  readonly ruleId: string
} {
  return { schedulerId: scheduler.definition.id, ruleId: definition.id }
}
