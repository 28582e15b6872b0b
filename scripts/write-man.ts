/** Writes man/ggr.1: the manual page, from the help of the program itself. */
import { writeFileSync } from 'node:fs';
import { catalogue } from '../src/catalogue.ts';
import { manualPage } from '../src/cli/manual.ts';

writeFileSync(new URL('../man/ggr.1', import.meta.url), manualPage(catalogue));
