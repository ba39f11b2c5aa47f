import type { BindingMode } from './parse.ts'

/** What a profile can ask for at least, the least first; a memorandum ranks with the law (rules C3). */
export const leastBindings = ['BY-LAW', 'OFFER', 'PRIOR-NOTICE'] as const
export type LeastBinding = (typeof leastBindings)[number]

const rankOf = (mode: BindingMode): number => leastBindings.indexOf(mode === 'MOU' ? 'BY-LAW' : mode)

/** Whether a mode binds less than a profile asks for. */
export function bindsLessThan(mode: BindingMode, least: LeastBinding): boolean {
  return rankOf(mode) < rankOf(least)
}

/** The one of several that asks for the most: a profile may only raise what another asks. */
export function mostBinding(modes: readonly LeastBinding[]): LeastBinding {
  return modes.reduce<LeastBinding>((most, mode) => (bindsLessThan(most, mode) ? mode : most), 'BY-LAW')
}
