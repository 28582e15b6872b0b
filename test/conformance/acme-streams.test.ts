/** Every stream of ACME, by the suite that all pass. */
import { acmeHouse } from './adapters/acme.ts';
import { runHouse } from './suite/run.ts';

runHouse(acmeHouse);
