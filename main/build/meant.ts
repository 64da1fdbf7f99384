// Advice on a name that nothing has.
import { nearestName } from '../../shared/base/nearest.ts'

/** Which of `names` was probably meant, else `otherwise`. */
export function meant(name: string, names: Iterable<string>, otherwise: string): string {
  const nearest = nearestName(name, names)
  return nearest === null ? otherwise : `write ${nearest} if that was meant`
}
