// How long a locator may wait inside of a poll.

/**
 * A locator by itself waits for its element for thirty seconds, three times as long as a poll lasts: where the element is not there
 * yet, or was taken away for good, the one question would outlast the poll, which would ask no second time and not say what it saw.
 */
export const AT_ONCE = { timeout: 500 }
