/** One exchange in a file that proves itself: written by a node, verified by anyone. */
export { compareDossiers, type DossierComparison } from './compare.ts'
export { dossierParts, type DossierFault, type DossierFaultCode, type DossierPart } from './fault.ts'
export { encodeDossier, encodeDossierContents, encodeDossierSeal } from './file.ts'
export type { TrustBasis } from './trusted.ts'
export { verifyDossier, type DossierStory, type DossierVerdict } from './verify.ts'
