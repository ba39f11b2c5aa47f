import ts from 'typescript'

/** A check of the product in its source, and how it is made to ask first whether it is struck. */
export interface Site {
  /** The function it stands in and what it says: `requirePast: batch: signed in …`; a row has its id, a call what it asks. */
  readonly name: string
  readonly start: number
  readonly end: number
  /** What goes around it: calls of `struck.ts`. */
  readonly before: string
  readonly after: string
}

/**
 * Finds every check of a module: a row of a rule table, and each place that refuses in words of its own, be it by
 * throwing, by its answer or in a list of problems; and each call of one that others call too. What passes on the refusal of another is none, nor is what only a
 * fault of the program can meet.
 *
 * @throws Error where two checks would have one name (let them say different things), and at a `throw` of a form that is
 *   not known here, so that no check is overlooked
 */
export function checksIn(source: string): readonly Site[] {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest, true)
  const sites: Site[] = []
  const add = (node: ts.Node, name: string, [before, after]: readonly [string, string]): void => {
    if (sites.some((other) => other.name === name)) throw new Error(`two checks are called "${name}"`)
    sites.push({ name, start: node.getStart(file), end: node.end, before, after })
  }
  const visit = (node: ts.Node): void => {
    const found =
      rowIn(node) ?? callIn(node) ?? statementIn(node) ?? branchIn(node) ?? faultIn(node) ?? problemIn(node)
    if (found !== undefined) add(found.node, found.name, found.around)
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(file, visit)
  return sites
}

interface Found {
  readonly node: ts.Node
  readonly name: string
  readonly around: readonly [string, string]
}

const named = (node: ts.Node, said: string): string =>
  isRuleId.test(said) ? said : `${functionAround(node)}: ${said}`
const isRuleId = /^[a-z]+\.[a-z-]+$/
const call = (what: string, name: string) => `$${what}(${JSON.stringify(name)}`

/** `{ id: '…', holds: … }` */
function rowIn(node: ts.Node): Found | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined
  const [id, holds] = [propertyOf(node, 'id'), propertyOf(node, 'holds')]
  if (id === undefined || holds === undefined || !ts.isStringLiteral(id)) return undefined
  return { node: holds, name: id.text, around: [`${call('row', id.text)}, `, ')'] }
}

/** `throw new ProtocolError('CODE', '…')`, or an answer that is a refusal: struck, the function goes on. */
function statementIn(node: ts.Node): Found | undefined {
  const said = ts.isThrowStatement(node)
    ? (saidBy(node.expression, throwable) ?? saidByDossier(node.expression) ?? reasonOf(node))
    : ts.isReturnStatement(node)
      ? refusalsOf(node.expression)?.join(' / ')
      : undefined
  if (said === undefined) {
    if (ts.isThrowStatement(node) && !isNoCheck(node.expression) && !isPassedOn(node))
      throw new Error(`neither a check nor a refusal passed on: ${node.getText()}`)
    return undefined
  }
  const name = named(node, said)
  return { node, name, around: [`{ if (${call('stands', name)})) `, ' }'] }
}
const throwable = ['ProtocolError', 'CryptoError', 'malformed', 'invalid']

/** `new DossierError({ …, reason: '…' })`; with the reason of another it passes on what that has found. */
function saidByDossier(node: ts.Expression): string | undefined {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'DossierError') return undefined
  const [fault] = node.arguments ?? []
  return fault && ts.isObjectLiteralExpression(fault) ? textOf(propertyOf(fault, 'reason')) : undefined
}

/** A refusal with the code of another (`standing.code`), or an `Error`, which no input may ever meet. */
function isNoCheck(node: ts.Expression): boolean {
  if (!ts.isNewExpression(node)) return false
  const [code] = node.arguments ?? []
  return (
    ['Error', 'DossierError'].includes(node.expression.getText()) ||
    (code !== undefined && ts.isPropertyAccessExpression(code))
  )
}

/** `catch (error) { … throw error }` */
function isPassedOn(node: ts.ThrowStatement): boolean {
  const clause = ts.findAncestor(node, ts.isCatchClause)
  return clause?.variableDeclaration?.name.getText() === node.expression.getText()
}

/** What an answer says that is a refusal in any case; `undefined` where it can be something else. */
function refusalsOf(node: ts.Expression | undefined): readonly string[] | undefined {
  if (node === undefined) return undefined
  if (!ts.isConditionalExpression(node)) {
    const said = saidByAnswer(node)
    return said === undefined ? undefined : [said]
  }
  const [one, other] = [refusalsOf(node.whenTrue), refusalsOf(node.whenFalse)]
  return one && other && [...one, ...other]
}

/** `isListed ? refused('CODE', '…') : undefined`: struck, there is no answer. */
function branchIn(node: ts.Node): Found | undefined {
  if (!ts.isConditionalExpression(node.parent) || refusalsOf(node.parent) !== undefined) return undefined
  const said = saidByAnswer(node)
  if (said === undefined) return undefined
  const name = named(node, said)
  return { node, name, around: [`${call('found', name)}, `, ', undefined)'] }
}

/** `refused('CODE', '…')`, a violation of the rule that it names, or one problem and no more. */
function saidByAnswer(node: ts.Node): string | undefined {
  if (!ts.isObjectLiteralExpression(node)) return saidBy(node, ['refused', 'rejected'])
  const problems = propertyOf(node, 'problems')
  const [only] = problems && ts.isArrayLiteralExpression(problems) ? problems.elements : []
  return textOf(propertyOf(node, 'rule')) ?? (only && saidBy(only, ['problem']))
}

/** `requirePast(sealedMs, …)`, `batches.verify('sealing', …)`: struck, what it throws is dropped. */
function callIn(node: ts.Node): Found | undefined {
  if (!ts.isCallExpression(node) || !ts.isExpressionStatement(node.parent)) return undefined
  const asked = node.expression.getText()
  if (!/(^(require|check)[A-Z]|\.verify$)/.test(asked)) return undefined
  const name = `${functionAround(node)} asks ${asked}(${node.arguments[0]?.getText() ?? ''})`
  return { node, name, around: [`${call('asked', name)}, () => `, ')'] }
}

/** `datesFault('…', …)`: struck, there is no fault. */
function faultIn(node: ts.Node): Found | undefined {
  const said = saidBy(node, ['datesFault'])
  if (said === undefined) return undefined
  const name = named(node, `dates of the ${said}`)
  return { node, name, around: [`${call('found', name)}, `, ', undefined)'] }
}

/** `[problem('CODE', …)]`, `tags.map((tag) => problem('CODE', …))`: struck, the list is empty. */
function problemIn(node: ts.Node): Found | undefined {
  const said = saidBy(node, ['problem'])
  if (said === undefined) return undefined
  const { parent } = node
  const list = ts.isArrowFunction(parent) ? parent.parent : parent
  if (!ts.isArrayLiteralExpression(list) && !ts.isCallExpression(list)) return undefined
  if (ts.isPropertyAssignment(list.parent)) return undefined
  const name = named(node, said)
  return { node: list, name, around: [`${call('found', name)}, `, ', [])'] }
}

/**
 * The words that a maker of refusals is given, each value in them as `…`; where there are none, the code.
 *
 * @returns `undefined` for anything else, and where the code was decided elsewhere
 */
function saidBy(node: ts.Node, makers: readonly string[]): string | undefined {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined
  if (!ts.isIdentifier(node.expression) || !makers.includes(node.expression.text)) return undefined
  const [first, second] = node.arguments ?? []
  // The first is the code, but for what is malformed: that has one code only, and says first where it was found.
  const isDecidedHere = node.expression.text === 'malformed' || (first && ts.isStringLiteral(first))
  if (isDecidedHere !== true) return undefined
  return textOf(hasWords(node.expression.text) ? second : first)
}
const hasWords = (maker: string) => !['problem', 'datesFault', 'rejected', 'invalid'].includes(maker)

/** What a refusal that was made beforehand is thrown for. */
function reasonOf({ expression, parent }: ts.ThrowStatement): string | undefined {
  const isPrepared = ts.isIdentifier(expression) && expression.text === 'refusal'
  return isPrepared && ts.isIfStatement(parent) ? parent.expression.getText() : undefined
}

function textOf(node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
}

function propertyOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of node.properties)
    if (ts.isPropertyAssignment(property) && property.name.getText() === name) return property.initializer
  return undefined
}

/** The outermost function, or constant, that a node stands in. */
function functionAround(node: ts.Node): string {
  let name = ''
  for (let at = node; !ts.isSourceFile(at); at = at.parent)
    if ((ts.isFunctionDeclaration(at) || ts.isVariableDeclaration(at)) && at.name && ts.isIdentifier(at.name))
      name = at.name.text
  return name
}
