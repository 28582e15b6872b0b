/** `npm run docs:attacks`: writes the table of attacks into docs/security.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { attacksPage, attacksTable } from './attacks.ts';

const BETWEEN = /(?<=<!-- attacks -->\n\n).*(?=\n\n<!-- \/attacks -->)/s;

const page = readFileSync(attacksPage, 'utf8');
if (!BETWEEN.test(page)) throw new Error('docs/security.md has no place for the attacks');
writeFileSync(
  attacksPage,
  page.replace(BETWEEN, () => attacksTable()),
);
