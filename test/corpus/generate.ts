// Makes what is not there yet; run by hand: node cli/launch.js test/corpus/generate.ts. What it wrote is frozen: a case
// may be added, and none is made again, for signatures and encapsulations draw their own randomness.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { parseConditions, conditionsShape } from '../../protocol/index.ts'
import { decodePart } from '../independent/attachment.ts'
import { decodeDirectory, decodeEnvelope } from '../independent/decoder.ts'
import { decodeDossier } from '../independent/dossier.ts'
import { envelopeOf, readCases, readFixture, type EnvelopeCase } from './case.ts'
import { conditionsOf, goodTags } from './draft.ts'
import { awaited } from './awaited.ts'
import { draftChains } from './chains.ts'
import { draftDossiers, type DossierDraft } from './dossiers.ts'
import type { Draft } from './drafting.ts'
import { linesOfDefence } from './defence.ts'
import { draftEnvelopes } from './envelopes/index.ts'
import { draftParts, type PartDraft } from './parts.ts'
import { draftObjectFaults } from './object-faults.ts'
import { draftObjects, type ObjectDraft } from './objects.ts'
import { testNow } from '../support/network.ts'
import { fieldsOf } from '../support/protobuf-fields.ts'
import { createWorld } from './world.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const write = (path: string, value: unknown) => {
  const file = new URL(path, import.meta.url)
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(value, undefined, 1)}\n`)
}

const parsed = parseConditions(conditionsShape.decode(conditionsOf(goodTags)))
if (parsed.kind === 'problems') throw new Error(JSON.stringify(parsed.problems))

mkdirSync(new URL('cases/', import.meta.url), { recursive: true })
const world = await createWorld()
const { a, b, known } = world
write('fixture.json', {
  networkId: base64(b.party.networkId),
  institutionId: base64(b.party.institutionId),
  iikHash: base64(b.party.iikHash),
  prekeySeed: base64(b.prekeySeed),
  prekey: base64(b.prekey),
  nowMs: testNow,
  awaits: { placementHash: base64(awaited), institutionId: base64(a.party.institutionId) },
  objects: known.map(({ kind, object }) => ({ kind, object: base64(object) })),
})

const fixture = readFixture()
// Whatever is made here names certificates by their hashes: they must be those that were frozen.
const tbsOf = ({ object }: { readonly object: Uint8Array }) =>
  base64(Uint8Array.from(fieldsOf(object).find(({ number }) => number === 1)?.value ?? []))
const moved = known.findIndex((object, at) => tbsOf(object) !== tbsOf(fixture.objects[at] ?? object))
if (moved >= 0 || base64(b.prekeySeed) !== base64(fixture.prekeySeed))
  throw new Error(`the world is not that of the fixture (object ${moved}): see test/support/network.ts`)
const frozen = readCases()
const isFrozen = ({ name }: { readonly name: string }) => frozen.some((one) => one.name === name)

const baseName = 'disclosure'
const frozenBase = frozen.find((one): one is EnvelopeCase => one.kind === 'envelope' && one.name === baseName)
const drafts = await draftEnvelopes(world, frozenBase && envelopeOf(frozenBase, frozen))
const [first] = drafts
if (first?.name !== baseName) throw new Error('the first envelope is the base of all others')
const base = { name: baseName, bytes: frozenBase ? envelopeOf(frozenBase, frozen) : first.bytes }
for (const draft of drafts) if (!isFrozen(draft)) writeEnvelope(draft)
const objects = [...(await draftObjects(world)), ...(await draftObjectFaults(world))]
for (const draft of objects) if (!isFrozen(draft)) writeObject(draft)
for (const draft of draftParts()) if (!isFrozen(draft)) writePart(draft)
for (const draft of await draftDossiers(world)) if (!isFrozen(draft)) writeDossier(draft)
for (const draft of draftChains()) {
  write(`cases/${draft.name}.json`, {
    kind: 'apply',
    expect: expectationOf(draft.code),
    ...draft,
    placements: draft.placements.map(({ placement, statement, timeMs }) => ({
      placement: base64(placement),
      statement: base64(statement),
      timeMs,
    })),
    receipts: draft.receipts?.map(({ before, signer, mine, yours }) => ({
      before,
      signer,
      mine: base64(mine),
      yours: base64(yours),
    })),
  })
}

function writeEnvelope({ name, rule, code, check, bytes, zeros, after, of = base.name }: Draft): void {
  const before = after === undefined ? [] : after.map(() => base.bytes)
  const isBase = name === of
  const splices = isBase ? [whole(bytes)] : splicesOf(bytesOf(of), bytes)
  const padding = zeros === undefined ? [] : [{ at: bytes.length, remove: 0, insert: '', zeros }]
  const made = zeros === undefined ? bytes : new Uint8Array([...bytes, ...new Uint8Array(zeros)])
  write(`cases/${name}.json`, {
    kind: 'envelope',
    name,
    rule,
    expect: expectationOf(code, check),
    code,
    ...linesOfDefence(check, (without) => decodeEnvelope(fixture, made, without, before)),
    base: isBase ? undefined : of,
    after,
    splices: [...splices, ...padding],
  })
}

/** As they are frozen, or were made just now. */
function bytesOf(name: string): Uint8Array {
  const all = readCases()
  const one = all.find((other) => other.name === name)
  if (one?.kind !== 'envelope' && one?.kind !== 'dossier') throw new Error(`no case ${name}`)
  return envelopeOf(one, all)
}

function writePart({ name, rule, code, check, bytes, zeros, base: of, ...asked }: PartDraft): void {
  const padding = zeros === undefined ? [] : [{ at: bytes.length, remove: 0, insert: '', zeros }]
  const made = zeros === undefined ? bytes : new Uint8Array([...bytes, ...new Uint8Array(zeros)])
  const { attachment, secret, index } = asked
  write(`cases/${name}.json`, {
    kind: 'part',
    name,
    rule,
    expect: expectationOf(code),
    code,
    ...linesOfDefence(check, (without) => decodePart(asked, made, without)),
    attachment: {
      ...attachment,
      attachmentId: base64(attachment.attachmentId),
      treeRoot: base64(attachment.treeRoot),
      keyCommitment: base64(attachment.keyCommitment),
    },
    secret: { ...secret, key: base64(secret.key), salt: base64(secret.salt) },
    index,
    base: of?.name,
    splices: [...(of === undefined ? [whole(bytes)] : splicesOf(of.bytes, bytes)), ...padding],
  })
}

function writeDossier({ name, rule, code, check, bytes }: DossierDraft): void {
  const isBase = name === 'dossier'
  write(`cases/${name}.json`, {
    kind: 'dossier',
    ...{ name, rule, expect: expectationOf(code), code },
    ...linesOfDefence(check, (without) => decodeDossier(bytes, without)),
    base: isBase ? undefined : 'dossier',
    splices: isBase ? [whole(bytes)] : splicesOf(bytesOf('dossier'), bytes),
  })
}

function writeObject({ name, rule, code, check, object }: ObjectDraft): void {
  const receiver = { ...fixture, objects: [...fixture.objects, object] }
  write(`cases/${name}.json`, {
    kind: 'directory',
    name,
    rule,
    expect: expectationOf(code),
    code,
    ...linesOfDefence(check, (without) => decodeDirectory(receiver, without)),
    objectKind: object.kind,
    object: base64(object.object),
  })
}

function expectationOf(code: string | undefined, check?: string) {
  if (code !== undefined) return 'reject'
  return check === undefined ? 'accept' : 'ignore'
}

function whole(bytes: Uint8Array) {
  return { at: 0, remove: 0, insert: base64(bytes) }
}

/** Where two envelopes of one length differ, in runs; of two lengths, the middle between their equal ends. */
function splicesOf(from: Uint8Array, to: Uint8Array) {
  const differs = (at: number) => from[at] !== to[at]
  if (from.length !== to.length) {
    let start = 0
    while (start < Math.min(from.length, to.length) && !differs(start)) start += 1
    return [{ at: start, remove: from.length - start, insert: base64(to.subarray(start)) }]
  }
  const runs: { start: number; end: number }[] = []
  for (let at = 0; at < to.length; at += 1) {
    const last = runs.at(-1)
    if (!differs(at)) continue
    if (last !== undefined && at - last.end < 40) last.end = at + 1
    else runs.push({ start: at, end: at + 1 })
  }
  return runs.map(({ start, end }) => ({
    at: start,
    remove: end - start,
    insert: base64(to.subarray(start, end)),
  }))
}
