import { routes, type UseCases } from '../../node/api/contract.ts'

/** Asks for a use case as the API would: parts left out are empty, and defaults are filled in. */
export function callUseCase(useCases: UseCases, name: keyof UseCases, parts: object): Promise<unknown> {
  const route = routes[name]
  const given = { params: {}, query: {}, body: {}, ...parts }
  const input = {
    params: route.params.parse(given.params),
    query: route.query.parse(given.query),
    body: route.body.parse(given.body),
  }
  // One function of the table and its own input: TypeScript cannot tie the two by their name.
  const called = useCases[name] as (asked: unknown, context: object) => Promise<unknown>
  return called(input, { signal: new AbortController().signal })
}
