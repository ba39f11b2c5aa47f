/** What a verification found, in words that promise no more than is proven. */
import type {
  DossierFaultCode,
  DossierPart,
  DossierVerdict,
  RefusalCode,
  TrustBasis,
} from '../../protocol/index.ts'
import { protocolTexts } from './protocol.ts'

export const resultTexts: Readonly<Record<DossierVerdict['result'], string>> = {
  VERIFIED: 'VERIFIED: every signature, certificate and place is right, by keys that you trust',
  CONSISTENT: 'CONSISTENT, TRUST NOT ESTABLISHED',
  REFUSED: 'NOT VERIFIED',
}

export const faultTexts: Readonly<Record<DossierFaultCode, string>> = {
  ...protocolTexts,
  NOT_A_DOSSIER: 'the file is no dossier',
  ALTERED: 'it was changed after it was exported',
  STATEMENT_MISSING: 'a message is missing that somebody has signed',
  TRUST_NOT_ESTABLISHED:
    'nobody has said whose keys these are: give a fingerprint that you know, with --trust',
  TRUST_MISMATCH: 'a fingerprint that you gave is of nobody in it',
  OTHER_EXCHANGE: 'the two dossiers are of two exchanges',
  FORK: 'one side has signed two histories',
}

export const partTexts: Readonly<Record<DossierPart, string>> = {
  FILE: 'the file',
  SEAL: 'signature of the node that exported it',
  CERTIFICATE: 'certificate',
  BATCH: 'batch',
  STATEMENT: 'message',
  CHAIN: 'place in its chain',
  RECEIPT: 'receipt',
  CHECKPOINT: "checkpoint of the exporter's ledger",
  TRUST: 'fingerprint given',
  COMPARISON: 'place in both',
}

export const basisTexts: Readonly<Record<TrustBasis, string>> = {
  NETWORK: 'admitted by the network whose fingerprint you gave',
  FINGERPRINT: 'by the fingerprint you gave',
  OTHER_SIDE: 'by the word of the other side, which names this key in all that it signed',
}

/** Why a side lists a message of the other as refused. */
export const refusalTexts: Readonly<Record<RefusalCode, string>> = {
  UNREADABLE: 'its node could not read it',
  NOT_TRUSTED: 'who signed it was not entitled to',
  NOT_ACCEPTED: 'its node did not accept it',
  UPGRADE_NEEDED: 'it is of a later version',
  BUSY: 'its node was busy',
}
