// What the scripted engine can play.

export const SCENARIOS = ['demo', 'dense', 'wide', 'empty', 'troubled'] as const
export type Scenario = (typeof SCENARIOS)[number]
