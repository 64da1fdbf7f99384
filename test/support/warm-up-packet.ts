// Sent before a test begins to count: it may arrive at any time later.
export const WARM_UP_PACKET = 'warm'
