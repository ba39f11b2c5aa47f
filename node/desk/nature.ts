import type { BodyOf, Disclosure } from '../../protocol/index.ts'

/**
 * What a notice says of a disclosure: its kinds, and nothing of what is in it (ETS 182 art 11(4)).
 *
 * Kinds of subjects and assets and articles of the Convention: too few to guess a person, an account or a number from.
 */
export function natureOf({ language, subjects, assets, legal }: Disclosure): BodyOf['PRIOR_NOTICE'] {
  const kinds = <K extends string>(items: readonly { readonly schema: K }[]): readonly K[] =>
    [...new Set(items.map(({ schema }) => schema))].sort()
  const offences = [...new Set(legal.offences.flatMap(({ uncac }) => uncac))].sort((a, b) => a - b)
  return {
    schema: 'sponte/notice/1',
    language,
    ...(subjects.length === 0 ? {} : { subjects: kinds(subjects) }),
    ...(assets.length === 0 ? {} : { assets: kinds(assets) }),
    ...(offences.length === 0 ? {} : { offences }),
  }
}
