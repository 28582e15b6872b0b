/**
 * Attacks by SQL and by Postgres' wire, and what must become of each. docs/security.md shows this list (`npm run docs:attacks`), and
 * attacks.test.ts runs it, and test/read/postgres/attacks.test.ts by the wire.
 */
import type { AttackGroup } from './attack.ts';
import { crashes, endless } from './list/exhausting.ts';
import { disguises, strings } from './list/hiding.ts';
import { reading, writing } from './list/reaching.ts';

export const attackGroups: readonly AttackGroup[] = [
  reading,
  writing,
  strings,
  disguises,
  endless,
  crashes,
];
