import {
  disclosedOf,
  familyNames,
  familyOf,
  familyRow,
  parseTag,
  tagProblems,
  tagScopes,
  tagsFromAdmiralty,
  tagsFromEvaluation,
  tagsFromHandling,
  tagsFromIep,
  tagsFromMarking,
  tagsFromPap,
  tagsFromTlp,
  type Circle,
  type LabelProposal,
} from '../../protocol/index.ts'
import type { Answer, Asked, UseCases } from '../api/contract.ts'
import { findExchange, oneByPrefix } from '../exchanges/finding.ts'
import { tagsStanding } from '../exchanges/tags-standing.ts'
import { NodeError } from '../node-error.ts'
import type { AnswerDeps } from './deps.ts'
import { labelsShape } from './label-shapes.ts'
import { itemId } from './policy.ts'

/** Conditions in the labels of others, and labels of others as tags; neither reads content nor keeps anything. */
export function answerLabels(deps: AnswerDeps): Pick<UseCases, 'labels' | 'tagsFromLabel'> {
  return {
    labels: async ({ params, query }) => {
      const exchange = await findExchange(deps.exchange, params.exchange)
      const item =
        query.item === undefined ? undefined : itemId(disclosedOf(exchange.state)?.items ?? [], query.item)
      const tags = await tagsStanding(deps.exchange, exchange, item)
      if (tags === undefined) {
        throw new NodeError('NOT_PERMITTED', 'what cannot be read has no label', {
          because: [{ tag: 'CONDITIONS_UNREADABLE' }],
        })
      }
      return {
        exchange: exchange.state.id,
        ...(item === undefined ? {} : { item }),
        ...labelsShape(tags, query.scheme),
      }
    },

    tagsFromLabel: ({ body }) => {
      const networks = [...deps.exchange.keeper.directory.networks.keys()]
      const { network } = body
      const circle: Circle = {
        readers: body.readers ?? [],
        authorities: body.authorities ?? [],
        ...(network === undefined ? {} : { network: oneByPrefix(networks, (id) => id, network) }),
      }
      const proposal = proposed(body, circle)
      if (proposal.kind === 'refused') throw refused(body.scheme, proposal)
      return Promise.resolve({
        scheme: body.scheme,
        tags: readable(proposal.tags),
        undecided: undecided(proposal.tags),
      })
    },
  }
}

function proposed(body: Asked<'tagsFromLabel'>['body'], circle: Circle): LabelProposal {
  switch (body.scheme) {
    case 'TLP':
      return tagsFromTlp(body.label, circle)
    case 'EUROPOL':
      return tagsFromHandling(body.label.split(/[\s,]+/u).filter(Boolean), body.meaning)
    case '4X4':
      return tagsFromEvaluation(body.label)
    case 'ADMIRALTY':
      return tagsFromAdmiralty(body.label)
    case 'PAP':
      return tagsFromPap(body.label)
    case 'EU':
      return tagsFromMarking(body.label)
    case 'IEP':
      return tagsFromIep(body.policy, circle)
  }
}

type Refused = Extract<LabelProposal, { kind: 'refused' }>

// Which field of a policy it was stands in the answer to who asked, and in no log.
function refused(scheme: string, { code, label, remedy }: Refused): NodeError {
  const pointer = scheme === 'IEP' ? '/policy' : '/label'
  const detail = label === '' ? remedy : `(${label}) ${remedy}`
  return new NodeError('LABEL_REFUSED', 'no tags are proposed for it', {
    errors: [{ pointer, code, detail }],
  })
}

/** What was handed in beside the label (kinds of authority, a text) must fit the vocabulary too. */
function readable(tags: readonly string[]): readonly string[] {
  const faults = tags.flatMap((text) => {
    const tag = parseTag(text)
    return tag === undefined ? [] : tagProblems({ ...tag, scope: tagScopes.ALL })
  })
  if (faults.length === 0) return tags
  throw new NodeError('CONDITIONS_INVALID', 'what was said beside the label fits no tag', {
    errors: faults.map(({ code, remedy }) => ({ pointer: '', code, detail: remedy })),
  })
}

/** What a draft has to say and the label does not: an officer decides, or the default stands. */
function undecided(tags: readonly string[]): Answer<'tagsFromLabel'>['undecided'] {
  const said = new Set(tags.map((text) => familyOf(parseTag(text)?.code ?? '')))
  return familyNames
    .filter((family) => familyRow(family).min > 0 && !said.has(family))
    .map((family) => ({ family, defaults: familyRow(family).defaults ?? [] }))
}
