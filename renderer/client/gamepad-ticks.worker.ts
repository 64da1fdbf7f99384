// Ticks for the sampling of gamepads: a page's own timers are slowed down while nobody looks at it, a worker's are not.

const TICK_MS = 4

// One tick for each that is asked for, so that none pile up before a page that is busy.
onmessage = () => {
  setTimeout(() => {
    postMessage(null)
  }, TICK_MS)
}
