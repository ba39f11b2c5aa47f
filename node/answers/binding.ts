import type { Answer, UseCases } from '../api/contract.ts'
import { readBindingProfile, writeBindingProfile } from '../desk/binding-profile.ts'
import type { AnswerDeps } from './deps.ts'

/** How little may bind before content leaves. */
export function answerBinding({
  network,
}: Pick<AnswerDeps, 'network'>): Pick<UseCases, 'binding' | 'bindingSet'> {
  const { store, keeper, keyring } = network

  const held = async (): Promise<Answer<'binding'>> => ({
    ...(await readBindingProfile(store)),
    ofNetworks: [...keeper.directory.networks.values()].map(({ id, charter, profile }) => ({
      ...{ network: id, name: charter.name, least: profile?.leastBinding ?? 'BY-LAW' },
    })),
  })

  return {
    binding: held,

    bindingSet: async ({ body: { profile, identityPassphrase } }) => {
      await keyring.withIdentity(identityPassphrase, () => undefined)
      const { general, countries, institutions, networks } = profile
      const ofOthers = [countries, institutions, networks].flatMap((list) => Object.values(list))
      await store.commit<undefined>(() => ({
        kind: 'prepared',
        // Whom it names stays out of the ledger.
        facts: [
          {
            type: 'binding-profile-set',
            codes: [`GENERAL:${general}`, ...[...new Set(ofOthers)].map((least) => `SOME:${least}`)],
          },
        ],
        finish: (turn) => {
          writeBindingProfile(turn, { general, countries, institutions, networks })
          return undefined
        },
      }))
      return held()
    },
  }
}
