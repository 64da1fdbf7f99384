// What the scripted engine can play.

export const SCENARIOS = ['demo', 'booth', 'dense', 'wide', 'empty', 'troubled'] as const
export type Scenario = (typeof SCENARIOS)[number]
