#!/usr/bin/env node
// The `sponte` command: its own main program, under the Node that launch.js finds.
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch } from './launch.js'

const here = dirname(realpathSync(fileURLToPath(import.meta.url)))
const main = [join(here, 'main.ts'), join(here, 'main.js')].find((file) => existsSync(file))
launch([main, ...process.argv.slice(2)])
