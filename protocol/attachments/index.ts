/** Files that come along with a disclosure: how they are sealed, cut into parts, carried, and saved under a name. */
export * from './file-names.ts'
export * from './geometry.ts'
export * from './listed.ts'
export * from './part.ts'
export * from './stream.ts'
