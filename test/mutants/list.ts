/** Every mutant, area by area. */
import { extractMutants } from './list/extract.ts';
import { loadMutants } from './list/load.ts';
import { operationsMutants } from './list/operations.ts';
import { readMutants } from './list/read.ts';
import { safetyMutants } from './list/safety.ts';
import { syncMutants } from './list/sync.ts';
import { transformMutants } from './list/transform.ts';
import { walletMutants } from './list/wallet.ts';
import type { Mutant } from './mutant.ts';

export const mutants: readonly Mutant[] = [
  ...loadMutants,
  ...syncMutants,
  ...extractMutants,
  ...transformMutants,
  ...walletMutants,
  ...readMutants,
  ...safetyMutants,
  ...operationsMutants,
];
