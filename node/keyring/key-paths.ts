import { join } from 'node:path'

/** Where the key files of a data directory are. */
export const pathsOf = (path: string) => ({
  folder: join(path, 'keys'),
  slots: join(path, 'keys', 'slots'),
  epoch: join(path, 'keys', 'epoch'),
  anchor: join(path, 'keys', 'anchor'),
  identity: join(path, 'keys', 'identity'),
  desk: join(path, 'keys', 'desk'),
  backup: join(path, 'keys', 'backup'),
  /** The journal of erasures: no key file, and beside them because it is written as rarely and matters as much. */
  erased: join(path, 'keys', 'erased'),
  officers: join(path, 'keys', 'officers'),
})
