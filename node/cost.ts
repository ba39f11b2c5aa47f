import { argon2Default, argon2FloorKiB, type Argon2Cost } from '../crypto/index.ts'

/** RFC 9106 §4: the first choice needs much memory; this is the second one. */
const smallCost: Argon2Cost = { memoryKiB: argon2FloorKiB, passes: 3, lanes: 4 }

export const costOf = (isSmall: boolean): Argon2Cost => (isSmall ? smallCost : argon2Default)
