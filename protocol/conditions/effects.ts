const bits = { A: 0, C: 1, NB: 2, NA: 4, H: 8, D: 16 } as const

/**
 * What one tag says of one operation: `A` allow and log, `C` consent of the originator first, `NB` notify before
 * and wait, `NA` notify after, `H` human decision recorded, `D` deny.
 */
export type EffectCode = keyof typeof bits

/** Every effect code, from what asks nothing to what forbids. */
export const tagEffects = ['A', 'C', 'NB', 'NA', 'H', 'D'] as const satisfies readonly EffectCode[]

/** `D`, or a set of requirements from {`C`, `NB`, `NA`, `H`}; `A` is the empty set. One bit a requirement. */
export type Effect = number

/** The effect that asks nothing. */
export const allow: Effect = bits.A

/**
 * Combines two effects: set union, and `D` absorbs.
 *
 * Commutative, associative, idempotent; never less strict than either.
 */
export function unite(one: Effect, other: Effect): Effect {
  const both = one | other
  return (both & bits.D) === 0 ? both : bits.D
}

/** The effect of one code. */
export function effectOf(code: EffectCode): Effect {
  return bits[code]
}

/** Whether `effect` contains the requirement `code`. */
export function contains(effect: Effect, code: EffectCode): boolean {
  return (effect & bits[code]) !== 0
}
