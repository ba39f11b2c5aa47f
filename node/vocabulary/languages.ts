import type { VocabularyTexts } from './catalogue.ts'
import { ar } from './texts/ar.ts'
import { en } from './texts/en.ts'
import { es } from './texts/es.ts'
import { fr } from './texts/fr.ts'
import { pt } from './texts/pt.ts'
import { ru } from './texts/ru.ts'
import { zh } from './texts/zh.ts'

/** The languages of the United Nations, and Portuguese, by BCP 47. */
export const languages: Readonly<Record<string, VocabularyTexts>> = { ar, en, es, fr, pt, ru, zh }

/** Languages in which a person who speaks them has read every text: none yet. */
export const reviewed: ReadonlySet<string> = new Set()
