/** The node itself: is it alive, is it well, who is it. */
import { z } from 'zod'
import { get } from './route.ts'
import {
  alarm,
  country,
  fingerprint,
  institution,
  institutionKind,
  language,
  longId,
  nodeRole,
  shortId,
  time,
} from './values.ts'

/** What `doctor` looks at, in the order in which a fault in one explains those below it. */
export const doctorChecks = [
  'SELF_TEST',
  'DATA_FOLDER',
  'DISK_SPACE',
  'KEYS',
  'DATABASE',
  'LEDGER',
  'CLOCK',
  'MEMBERSHIP',
  'STATUS_FRESH',
  'OFFICERS',
  'LISTENING',
  'RELAYS',
  'PREKEYS',
  'OUTBOX',
  'ALARMS',
  'BACKUP',
  'RECOVERY',
] as const

/** Where a node stands that has lost some of its past. */
export const recoveryPhases = ['stopped', 'renewing', 'reconciling'] as const

export const checkStates = ['ok', 'warning', 'fault', 'skipped'] as const

const relayContact = z.object({
  id: shortId,
  name: z.string(),
  connected: z.boolean(),
  lastContactAt: time.optional(),
})

/** Of this node's own institution, before and after it joined a network. */
const ownInstitution = z.object({
  id: shortId,
  name: z.string(),
  country,
  kind: institutionKind,
  languages: z.array(language),
  role: nodeRole,
  fingerprint,
})

export const nodeRoutes = {
  livez: get('/livez', {
    summary: 'Whether the process answers.',
    response: z.object({ alive: z.literal(true) }),
  }),
  readyz: get('/readyz', {
    summary: 'Whether the node takes work: its clock is right, its store takes commits, its disk has room.',
    response: z.object({ ready: z.literal(true) }),
    errors: ['NOT_READY', 'RECOVERING', 'CLOCK_WRONG', 'STORAGE_FULL', 'STORAGE_FAULT'],
  }),
  status: get('/v1/status', {
    summary: 'What the node is doing, in one look.',
    response: z.object({
      version: z.string(),
      protocolVersion: z.number().int(),
      institution: ownInstitution,
      startedAt: time,
      now: time,
      listen: z.array(z.string()),
      networks: z.array(
        z.object({
          id: longId,
          name: z.string(),
          credentialUntil: time.optional(),
          /** Of its list of revocations. */ statusAt: time.optional(),
        }),
      ),
      relays: z.array(relayContact),
      officers: z.number().int(),
      inbox: z.number().int(),
      drafts: z.number().int(),
      /** Messages not yet confirmed by the other side's node. */
      outbox: z.number().int(),
      /** Those of them that were given up. */
      undeliverable: z.number().int(),
      /** Messages of ours whose files are not all at the other side's node, and of others whose files are not all here. */
      filesGoing: z.number().int(),
      filesComing: z.number().int(),
      /** Those of the latter for which there is no room here. */
      filesWithoutRoom: z.number().int(),
      /** What somebody has to look at, whatever else waits. */
      alarms: z.array(alarm),
      /** Messages of others that wait for an ancestor. */
      held: z.number().int(),
      /** Exchanges that a recovery could not take back whole: nothing is placed in them. */
      apart: z.array(z.string()),
      /** Absent times: never. */
      backups: z.object({
        /** Keys that open what is backed up now. */
        keys: z.number().int(),
        madeAt: time.optional(),
        rehearsedAt: time.optional(),
      }),
      /** Absent unless this node has lost some of its past. */
      recovery: z
        .object({
          phase: z.literal(recoveryPhases),
          since: time.optional(),
          /** Up to when the past is here; what was said later is asked for. */
          pastUntil: time.optional(),
          /** Institutions that have not told all: nothing is placed with them. */
          waitingFor: z.array(institution),
          /** How many have. */
          told: z.number().int(),
        })
        .optional(),
      ledger: z.object({ entries: z.number().int(), root: longId }),
    }),
  }),
  doctor: get('/v1/doctor', {
    summary: 'Every check the node can make of itself, with facts; the catalogue says what to do.',
    response: z.object({
      ok: z.boolean(),
      checks: z.array(
        z.object({
          check: z.literal(doctorChecks),
          state: z.literal(checkStates),
          /** Numbers, times and ids that the sentence about this check needs; never content. */
          facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
        }),
      ),
    }),
  }),
  id: get('/v1/id', {
    summary: 'Who this node is, to be read to a colleague on the telephone.',
    response: ownInstitution.extend({
      peerId: z.string(),
      listen: z.array(z.string()),
      networks: z.array(z.object({ id: longId, name: z.string() })),
    }),
  }),
} as const
