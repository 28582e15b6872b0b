/** Every mutant, area by area. */
import { extractMutants } from './list/extract.ts';
import { inFlightMutants } from './list/in-flight.ts';
import { journalMutants } from './list/journal.ts';
import { loadMutants } from './list/load.ts';
import { operationsMutants } from './list/operations.ts';
import { readMutants } from './list/read.ts';
import { refusalMutants } from './list/refusals.ts';
import { safetyMutants } from './list/safety.ts';
import { syncMutants } from './list/sync.ts';
import { transformMutants } from './list/transform.ts';
import { walletMutants } from './list/wallet.ts';
import type { Mutant } from './mutant.ts';

export const mutants: readonly Mutant[] = [
  ...loadMutants,
  ...refusalMutants,
  ...syncMutants,
  ...inFlightMutants,
  ...extractMutants,
  ...transformMutants,
  ...walletMutants,
  ...journalMutants,
  ...readMutants,
  ...safetyMutants,
  ...operationsMutants,
];
