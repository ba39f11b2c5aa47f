import { TestRunner, vi, type RunnerTask, type RunnerTestCase, type RunnerTestFile } from 'vitest'
import { startTests } from 'vitest/internal/browser'
import { note, readQuestion, type End, type Question } from './journal.ts'
import type { Mutant } from './mutants.ts'

/** What the instrumented sources look at, and where they note who passed. */
interface Switches {
  activeMutant: string | undefined
  currentTestId: string | undefined
  mutantCoverage: Passed
  isCounting: boolean
  hitCount: number | undefined
  hitLimit: number | undefined
}

/** How often each mutant was passed: outside of a test (while loading), and in each of them. */
interface Passed {
  readonly static: Readonly<Record<string, number>>
  readonly perTest: Readonly<Record<string, Readonly<Record<string, number>>>>
}

const switches = ((globalThis as { __stryker__?: Partial<Switches> }).__stryker__ ??= {})

/** A loop that runs through its mutant so many times as often as in the sound source has no end. */
const endlessTimes = 100

/** Runs one file of tests as it is, and then again for each mutant that it passes, in the same process. */
export default class Runner extends TestRunner {
  readonly #question: Question = readQuestion()

  override onCollectStart(file: RunnerTestFile): void {
    super.onCollectStart(file)
    switches.activeMutant = undefined
    switches.hitCount = undefined
    switches.mutantCoverage = { static: {}, perTest: {} }
    switches.isCounting = true
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test)
    switches.currentTestId = test.id
  }

  override onAfterRunTask(test: RunnerTask): void {
    super.onAfterRunTask(test)
    switches.currentTestId = undefined
  }

  override onAfterRunFiles(files: RunnerTestFile[]): void {
    super.onAfterRunFiles(files)
    switches.isCounting = false
    // Said by vitest before anything else: a mutant proves nothing to tests that fail without it.
    if (files.some((file) => failed(file))) throw new Error('these tests fail without a mutant')
    // Vitest waits for it, and its types do not say so.
    return this.#tryAll(files) as unknown as undefined
  }

  async #tryAll(files: readonly RunnerTestFile[]): Promise<void> {
    const { journal, tests, mutants, untilMs } = this.#question
    const passed = structuredClone(switches.mutantCoverage ?? { static: {}, perTest: {} })
    for (const mutant of mutants) {
      if (Date.now() > untilMs) return
      const said = { mutant: mutant.key, tests }
      const way = wayOf(mutant, passed)
      if (way === undefined) {
        note(journal, { ...said, end: 'unreached' })
        continue
      }
      note(journal, { ...said, end: 'begun', pid: process.pid })
      note(journal, { ...said, ...(await this.#tried(mutant, way, files)) })
    }
  }

  async #tried(
    mutant: Mutant,
    way: Way,
    files: readonly RunnerTestFile[],
  ): Promise<{ end: End; by?: string }> {
    const again = new Again(this.config, way.through)
    Object.assign(again, { moduleRunner: Reflect.get(this, 'moduleRunner') })
    again.__setTraces(Reflect.get(this, '_otel') as never)
    // What the product keeps in mind from the mutant before, or from none, must not answer for this one.
    vi.resetModules()
    switches.hitLimit = way.hits * endlessTimes
    again.activate = () => {
      switches.hitCount = 0
      switches.activeMutant = mutant.id
    }
    if (way.through === undefined) again.activate()
    try {
      const paths = files.map(({ filepath }) => filepath)
      const ran = await startTests(paths, again)
      const hits = switches.hitCount ?? 0
      const by = again.failed
      if (hits > switches.hitLimit) return { end: 'endless', by: by ?? 'while loading' }
      if (by !== undefined) return { end: 'killed', by }
      const unloaded = ran.find((file) => failed(file))
      if (unloaded !== undefined)
        return { end: 'unloaded', by: unloaded.result?.errors?.[0]?.message ?? 'without a word' }
      return { end: 'passed' }
    } finally {
      switches.activeMutant = undefined
      switches.hitCount = undefined
    }
  }
}

/** The tests that pass a mutant, all if it is passed outside of them, and how often it is passed. */
interface Way {
  readonly through: ReadonlySet<string> | undefined
  readonly hits: number
}

function wayOf({ id }: Mutant, { static: outside, perTest }: Passed): Way | undefined {
  const through = Object.keys(perTest).filter((test) => perTest[test]?.[id] !== undefined)
  const hits = through.reduce((sum, test) => sum + (perTest[test]?.[id] ?? 0), outside[id] ?? 0)
  if (hits === 0) return undefined
  return { through: outside[id] === undefined ? new Set(through) : undefined, hits }
}

/** The tests again, with a mutant: only those that pass it, and none after the first that fails. */
class Again extends TestRunner {
  failed: string | undefined
  activate: () => void = () => undefined
  readonly #through: ReadonlySet<string> | undefined

  constructor(config: ConstructorParameters<typeof TestRunner>[0], through: ReadonlySet<string> | undefined) {
    super(config)
    this.#through = through
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    if (this.failed !== undefined || this.#through?.has(test.id) === false) test.mode = 'skip'
    await super.onBeforeRunTask(test)
    this.activate()
    this.activate = () => undefined
  }

  override onAfterRunTask(test: RunnerTask): void {
    super.onAfterRunTask(test)
    if (test.type === 'test' && failed(test)) this.failed ??= test.name
  }

  /** Nobody reads snapshots of a mutant. */
  override onAfterRunSuite(): Promise<void> {
    return Promise.resolve()
  }
}

const failed = ({ result }: RunnerTask) => result?.state === 'fail'
