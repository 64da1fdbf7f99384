// How messages of feedback are known; loads no schema.

/** Begins their source and their route: they are no cues, and go on where those do not. */
export const FEEDBACK_SOURCE = 'feedback:'

export function isFeedbackRoute(route: string | undefined): boolean {
  return route?.startsWith(FEEDBACK_SOURCE) === true
}
