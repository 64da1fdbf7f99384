// A program beside the show that takes all the time it is given, until whoever started it is gone.
const SLICE_MS = 20

function work(): void {
  const until = performance.now() + SLICE_MS
  while (performance.now() < until);
  // Without this it would not notice that it is alone.
  setImmediate(work)
}

process.on('disconnect', () => process.exit())
process.send?.('busy')
work()
