import { describe, expect, test } from 'vitest'
import { checksIn } from './striking/sites.ts'

const namesIn = (source: string) => checksIn(source).map(({ name }) => name)

describe('the checks of a module are found in its source', () => {
  test.each([
    ['a row of a rule table', `const rules = [{ id: 'form.row', holds: () => true }]`, ['form.row']],
    [
      'what throws a refusal',
      "function read() { if (a) throw new ProtocolError('MALFORMED', `leaf: ${n} of ${m}`) }",
      ['read: leaf: … of …'],
    ],
    ['what throws one made before', 'function unpad() { if (left < 0) throw refusal }', ['unpad: left < 0']],
    [
      'an answer that refuses',
      `function trust() { return isHeld ? refused('REKEY_HELD', 'held') : refused('CERTIFICATE_INVALID', 'other') }`,
      ['trust: held / other'],
    ],
    [
      'an answer that may refuse',
      `function late() { return seen ? { kind: 'violation', rule: 'receive.seen' } : undefined }`,
      ['receive.seen'],
    ],
    ['a date', `function fault() { return datesFault('charter', dates) }`, ['fault: dates of the charter']],
    [
      'a problem in a list',
      `function problems() { return [...tags.map((tag) => problem('REPEATED', tag)), ...(a ? [problem('MISSING', b)] : [])] }`,
      ['problems: REPEATED', 'problems: MISSING'],
    ],
    [
      'a call of a check',
      `function read() { requirePast(timeMs, nowMs) }`,
      ['read asks requirePast(timeMs)'],
    ],
    ['a refusal passed on', `function on() { throw new ProtocolError(standing.code, 'sender') }`, []],
    [
      'a fault of a dossier, by its reason',
      `function prove() { throw new DossierError({ ...{ code: 'FORK', part }, reason: 'two histories' }) }`,
      ['prove: two histories'],
    ],
    [
      'a fault of another, told where it is',
      'function on() { throw new DossierError({ code, reason: message }) }',
      [],
    ],
    ['what was caught, thrown on', 'function run() { try { go() } catch (error) { throw error } }', []],
    ['what only the program does wrong', `function begin() { throw new Error('never') }`, []],
  ])('%s', (_what, source, names) => {
    expect(namesIn(source)).toEqual(names)
  })

  test('two that say the same are not told apart', () => {
    const again = `throw invalid('no log')`
    expect(() => checksIn(`function read() { if (a) ${again}; if (b) ${again} }`)).toThrow('two checks')
  })

  test('a throw of another form is not overlooked', () => {
    expect(() => checksIn('function read() { throw oddity() }')).toThrow('neither a check')
    const another = 'function read() { try { go() } catch (error) { throw refusal } }'
    expect(() => checksIn(another)).toThrow('neither a check')
  })
})
