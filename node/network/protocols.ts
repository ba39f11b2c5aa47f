/** The wire protocols of this version (docs/protocol/6-carriage.md). */
export const protocols = {
  post: '/sponte/1/post',
  collect: '/sponte/1/collect',
  directory: '/sponte/1/directory',
} as const
