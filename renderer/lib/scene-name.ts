// What a scene is called, of what was typed.

/** Names of scenes have no spaces. */
export const sceneName = (typed: string): string => typed.trim().replaceAll(/\s+/g, '-')
