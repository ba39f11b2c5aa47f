import { withDefaults } from '../../protocol/index.ts'
import type { Document } from './draft.ts'

/**
 * A draft with everything that must be filled in, and the default of every family of tags written out.
 *
 * There is no default for how the conditions come to bind: that the law of two States decides, and an officer writes.
 *
 * @param language - BCP 47: the first of the institution's
 */
export function emptyDocument(language: string): Document {
  return {
    to: [],
    conditions: withDefaults([]),
    disclosure: {
      schema: 'sponte/disclosure/1',
      reference: '',
      language,
      legal: {
        basis: [],
        findings: { assistsProceedings: false, mayLeadToRequest: false, noPrejudice: false },
        stage: '',
        authority: '',
        caseNumber: '',
        offences: [],
        nexus: '',
        hope: [],
        humanRights: { declared: false },
        dataProtectionBasis: '',
        secrecy: [],
      },
      summary: { title: '', facts: '' },
      subjects: [],
      assets: [],
      transactions: [],
      links: [],
      events: [],
      requests: [],
      contact: { name: '', languages: [language] },
    },
  }
}
