// The headless host, flooded by keyboards that are not there.
process.env['FLOODED_BY'] = 'keyboards'
await import('./flooded-headless.ts')

export {}
