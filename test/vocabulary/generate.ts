// Writes docs/protocol/vocabulary-1.json anew from the tables and the catalogue; run by hand: npm run vocabulary
import { writeFileSync } from 'node:fs'
import { publishedVocabulary } from '../../node/vocabulary/document.ts'

writeFileSync('docs/protocol/vocabulary-1.json', publishedVocabulary())
