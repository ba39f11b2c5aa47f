/**
 * Every bound of the protocol, with its unit and its reason.
 *
 * A bound is part of the protocol: what one node writes, every node must be able to read.
 */

/** Protocol version spoken; another one is refused with UPGRADE_NEEDED. */
export const protocolVersion = 1
/** Suite 1 = HPKE 0x647a, Cobblestone-256, ML-DSA-65 with Ed25519 (docs/protocol/1-conventions.md). */
export const suiteOne = 1
/** Version of the Conditions vocabulary this node knows. */
export const vocabularyVersion = 1

/** One envelope on the wire, in bytes: what a relay must be ready to hold in memory for one deposit. */
export const maxEnvelopeBytes = 1024 * 1024
/** Envelopes that a relay hands out in one answer; one of the largest must fit with what stands around it. */
export const maxCollectReplyBytes = maxEnvelopeBytes + 1024
/** Padded plaintext of the smallest envelope, in bytes: acknowledgement, refusal, receipt and short disclosure look alike. */
export const minSealedBytes = 32 * 1024
/** The outer header, in bytes: everything that is parsed before anything is authenticated. */
export const maxOuterBytes = 128
/** The body of one statement, in bytes, so that a sealed body with certificates fits one envelope. */
export const maxBodyBytes = 768 * 1024
/** One statement without its body, in bytes. */
export const maxStatementBytes = 128 * 1024
/** The Conditions object, in bytes. */
export const maxConditionsBytes = 16 * 1024
/** The terms of one statement, in bytes. */
export const maxTermsBytes = 64 * 1024
/** One certificate or other directory object, in bytes. */
export const maxDirectoryObjectBytes = 64 * 1024

/** Tags in one Conditions object: the whole vocabulary a few times over. */
export const maxTags = 64
/** Arguments of one tag, such as the institutions of a list. */
export const maxTagArgs = 32
/** Items (persons, accounts, attachments…) of one disclosure that can carry tags of their own. */
export const maxItems = 256
/** Attachments of one statement. */
export const maxAttachments = 64
/** Plaintext of one chunk of an attachment's stream, in bytes: whoever seals or opens gigabytes holds no more at a time. */
export const attachmentChunkBytes = 256 * 1024
/** Chunks of one part: as many as one envelope carries. */
export const partChunks = 3
/** Padded length of the smallest attachment, in bytes: a letter and a page that was scanned look alike. */
export const minAttachmentBytes = 64 * 1024
/** Padded length of the largest, in bytes: the image of a disk. */
export const maxAttachmentBytes = 64 * 1024 ** 3
/** Parts of the largest: 262145 chunks, the last one empty. */
export const maxParts = 87_382
/** Parts that one receipt can ask for. */
export const maxMissingParts = 64
/** Statements one statement answers or is covered by. */
export const maxRefs = 16
/** Refusals of the other side's statements that one placement can list. */
export const maxRefused = 64
/** Leaves of one batch: a commit never holds more signed items. */
export const maxBatchLeaves = 4096
/** Inclusion path of a batch of that size, in hashes. */
export const maxBatchPath = 12
/** Certificates one envelope can bring along (credential, node, officer; twice that after a rollover). */
export const maxCarriedCerts = 8
/** Reply prekeys in one sealing. */
export const maxReplyPrekeys = 2
/** One-time prekeys of one institution that another has at once and has not used: four sealings of them. */
export const maxGivenPrekeys = 8
/** How long a reply prekey may be sealed to, in milliseconds: with the 45 days of an envelope less than its seed lives. */
export const replyPrekeyUseMs = 40 * 24 * 60 * 60 * 1000
/** How long the seed of a one-time prekey is kept that was given away and never used, in milliseconds. */
export const replyPrekeyLifeMs = 90 * 24 * 60 * 60 * 1000
/** Weekly prekeys in one bundle: this week, four ahead, and one for a clock that is a little off. */
export const maxWeeklyPrekeys = 6
/** Burnt prekeys a bundle can list: two years of weekly ones, or a store of reply prekeys lost at once. */
export const maxBurntPrekeys = 1024
/** Statement types one certificate can list. */
export const maxStatementTypes = 64
/** Revocations in one status object. */
export const maxRevoked = 4096

/** Pair epochs that one side of an exchange can leave behind: it recovers from a backup, not every day. */
export const maxRecoveries = 64
/** Statements with a missing ancestor that are kept for one peer (rules B8). */
export const maxHeldPerPeer = 64
/** The same for one exchange, in bytes. */
export const maxHeldBytesPerExchange = 1024 * 1024

/** Exchanges that one question or answer of a recovery names: so many fit a leaf. */
export const maxHeads = 96
/** Placements that one answer to it brings. */
export const maxKeptPlacements = 64
/** Certificates that come with them. */
export const maxRecalledCerts = 32

/** Node certificates kept of one member in one network: four years of them, and room for a bad day. */
export const maxNodesPerMember = 16
/** Officer certificates kept of one member, those that are over among them. */
export const maxOfficersPerMember = 256
/** Relays kept of one network. */
export const maxRelaysPerNetwork = 64

/** One dossier, in bytes: some 700 statements without their bodies, in an answer that a node gives at once. */
export const maxDossierBytes = 8 * 1024 * 1024
/** Statements, receipts and batches of one dossier; each takes several KiB. */
export const maxDossierEntries = 4096
/** Certificates and other directory objects of one dossier: every officer of both sides, and every node. */
export const maxDossierObjects = 1024

/** Life of a membership credential, in days. */
export const credentialDays = 45
/** Clock difference that is not worth a word, in milliseconds. */
export const maxSkewMs = 10 * 60 * 1000
/** A prekey week, in milliseconds. */
export const weekMs = 7 * 24 * 60 * 60 * 1000
/** Weeks a bundle publishes ahead of the current one. */
export const weeksAhead = 4
/** Weeks after its own that a prekey may still be used when nothing newer is known, with a warning. */
export const staleWeeks = 2
/** How long the seed of a weekly prekey is kept after its week, in milliseconds. */
export const prekeyGraceMs = 30 * 24 * 60 * 60 * 1000
