// The headless host, flooded by pads that are not there.
process.env['FLOODED_BY'] = 'pads'
await import('./flooded-headless.ts')

export {}
