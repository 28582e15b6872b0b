/** `npm run docs:dictionary`: writes docs/data-dictionary.md. */
import { writeFileSync } from 'node:fs';
import { makeDictionary } from './dictionary.ts';

writeFileSync(new URL('../docs/data-dictionary.md', import.meta.url), await makeDictionary());
