/** Founding, joining and watching a network. Files travel as base64; the command line reads and writes them. */
import { z } from 'zod'
import { applicationRoles } from '../../../protocol/index.ts'
import { profileDocument } from './profile.ts'
import { get, post } from './route.ts'
import {
  base64,
  country,
  fingerprint,
  hex,
  idReference,
  idWithinReference,
  longId,
  nameIn,
  nodeRole,
  page,
  paging,
  passphrase,
  shortId,
  time,
} from './values.ts'

/** An application with its keys and addresses, in bytes. */
export const maxApplicationBytes = 64 * 1024
/** A membership with every object of its network, in bytes (protocol: Membership). */
export const maxMembershipBytes = 8 * 1024 * 1024

/** JSON around a base64 file. */
const jsonBytes = (fileBytes: number) => Math.ceil(fileBytes / 3) * 4 + 8192

/** What a secretariat can list as revoked. */
export const revocable = ['INSTITUTION', 'NODE', 'OFFICER', 'RELAY'] as const

const relay = z.object({ id: shortId, name: z.string(), addresses: z.array(z.string()) })

const network = z.object({
  id: longId,
  name: z.string(),
  /** Of the network's root keys: compare it with the one in the agreement. */
  fingerprint,
  role: nodeRole,
  witnessesRequired: z.number().int(),
  joinedAt: time,
  /** Absent at a secretariat, which needs no credential to publish. */
  credentialUntil: time.optional(),
  /** The freshest word of the secretariat on who is revoked. */
  statusAt: time.optional(),
  /** How many certificates that word lists as revoked. */
  revoked: z.number().int(),
  members: z.number().int(),
  relays: z.array(relay),
})

export const networkRoutes = {
  networkFound: post('/v1/networks', {
    summary: 'Founds a network: root and issuing keys, log and charter. For secretariats.',
    body: z.object({
      name: z.string().min(1).max(200),
      /** Where the log says it is, such as `network.example/log`; made from the name where absent. */
      logOrigin: z.string().min(1).max(200).optional(),
      witnessesRequired: z.number().int().min(0).max(16).default(0),
      credentialDays: z.number().int().min(1).max(45).default(45),
      /** Clocks and least binding mode, where they are not those by default. */
      profile: profileDocument.optional(),
      identityPassphrase: passphrase,
    }),
    status: 201,
    response: network,
    errors: ['WRONG_PASSPHRASE', 'WRONG_ROLE', 'ALREADY_EXISTS'],
  }),
  networkStatus: post('/v1/networks/status', {
    summary:
      'Says anew, as of now, who is revoked: nodes release nothing under an old word. For secretariats.',
    body: z.object({ identityPassphrase: passphrase }),
    response: network,
    errors: ['WRONG_PASSPHRASE', 'WRONG_ROLE', 'NOT_MEMBER'],
  }),
  networkRevoke: post('/v1/networks/revocations', {
    summary:
      'Lists a member, its nodes, an officer or a relay as revoked, and says so at once. For secretariats.',
    body: z.object({
      what: z.literal(revocable),
      /** Of the institution, for its node certificates too; of the officer, also INSTITUTION/OFFICER; of the relay. */
      id: idWithinReference,
      /** From when it is not to be relied on; now where absent. */
      invalidFrom: time.optional(),
      identityPassphrase: passphrase,
    }),
    response: network,
    errors: ['WRONG_PASSPHRASE', 'WRONG_ROLE', 'NOT_MEMBER', 'NOT_FOUND', 'AMBIGUOUS_ID', 'NOT_NOW'],
  }),
  networkApply: post('/v1/networks/application', {
    summary: 'Makes the application file that goes to the secretariat.',
    body: z.object({ identityPassphrase: passphrase }),
    remembered: false,
    response: z.object({
      application: z.base64(),
      role: nameIn(applicationRoles),
      /** To be told to the secretariat by another channel. */
      fingerprint,
    }),
    errors: ['WRONG_PASSPHRASE', 'WRONG_ROLE'],
  }),
  networkAdmit: post('/v1/networks/admissions', {
    summary:
      'Admits an applicant: signs its credential (or relay certificate) and makes its membership file.',
    body: z.object({
      application: base64(maxApplicationBytes),
      /** As the applicant told it by another channel; the admission fails where the file says another. */
      fingerprint,
      /** Which network, where this secretariat keeps several. */
      network: idReference.optional(),
      identityPassphrase: passphrase,
    }),
    bodyBytes: jsonBytes(maxApplicationBytes),
    remembered: false,
    response: z.object({
      membership: z.base64(),
      admitted: z.object({
        id: shortId,
        name: z.string(),
        country: country.optional(),
        role: nameIn(applicationRoles),
        fingerprint,
        until: time,
      }),
    }),
    errors: ['WRONG_PASSPHRASE', 'WRONG_ROLE', 'NOT_MEMBER', 'FILE_INVALID', 'FINGERPRINT_MISMATCH'],
  }),
  networkJoin: post('/v1/networks/memberships', {
    summary: 'Takes the membership file in: checks every signature, then makes the node certificate.',
    body: z.object({
      membership: base64(maxMembershipBytes),
      /** The network's id as the agreement prints it; joining fails where the file says another. */
      network: hex(32).optional(),
      identityPassphrase: passphrase,
    }),
    bodyBytes: jsonBytes(maxMembershipBytes),
    status: 201,
    response: network,
    errors: ['WRONG_PASSPHRASE', 'FILE_INVALID', 'FINGERPRINT_MISMATCH', 'ALREADY_EXISTS'],
  }),
  networkList: get('/v1/networks', {
    summary: 'The networks this node is in.',
    query: z.strictObject(paging),
    response: page(network),
  }),
} as const
