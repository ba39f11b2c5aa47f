import { directoryKinds, type DirectoryObject, type Member } from '../../protocol/index.ts'

/** Everything that counts of a member, its credential first. */
export function memberObjects(member: Member): readonly DirectoryObject[] {
  const certificates = [member.credential, ...member.nodes.values(), ...member.officers.values()]
  const all = member.bundle === undefined ? certificates : [...certificates, member.bundle]
  return all.map(({ kind, bytes }) => ({ kind: directoryKinds[kind], object: bytes }))
}
