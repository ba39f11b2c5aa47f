import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checksIn } from './sites.ts'
import { questions } from './struck.ts'

/** Follows the name of a module that is wanted with checks that can be struck, and goes on to what that imports. */
const query = '?strikeable'

/** Where what an envelope brings is judged. */
const judges =
  /\/(crypto\/(cobblestone|hpke|padme)|protocol\/((attachments|codec|dossier|envelope|exchange|trust)\/.*|conditions\/(parse|items)|messages\/terms))\.ts$/

interface Resolver {
  readonly resolve: (source: string, importer: string) => Promise<{ readonly id: string } | null>
}

/**
 * For Vite: `import('./product.ts?strikeable')` gives a product of its own, with all its checks, each of which asks
 * `struck.ts` before it says anything. Whoever imports without the query has the sources as they are.
 */
export const strikeable = {
  name: 'strikeable-checks',
  enforce: 'pre' as const,

  async resolveId(this: Resolver, source: string, importer: string | undefined) {
    if (importer?.endsWith(query) !== true || !source.startsWith('.') || !source.endsWith('.ts')) return null
    const resolved = await this.resolve(source, importer.slice(0, -query.length))
    return resolved && `${resolved.id}${query}`
  },

  load(id: string) {
    if (!id.endsWith(query)) return null
    const path = id.slice(0, -query.length)
    const source = readFileSync(path, 'utf8')
    return judges.test(path) ? withQuestions(source) : source
  },
}

const runtime = JSON.stringify(fileURLToPath(new URL('struck.ts', import.meta.url)))
const names = Object.keys(questions).map((name) => `${name}: $${name}`)

/** No line moves, so that a fault is reported where it is. */
function withQuestions(source: string): string {
  const checks = checksIn(source)
  const edits = checks.flatMap(({ start, end, before, after }) => [
    { at: start, text: before },
    { at: end, text: after },
  ])
  let code = source
  // From the end, so that what stands before keeps its place.
  for (const { at, text } of edits.sort((one, other) => other.at - one.at))
    code = code.slice(0, at) + text + code.slice(at)
  const introduced = JSON.stringify(checks.map(({ name }) => name))
  return `import { questions as $ } from ${runtime}; const { ${names.join(', ')} } = $; $introduce(${introduced}); ${code}`
}
