/** Every stream of POP, by the suite that all pass. */
import { popHouse } from './adapters/pop.ts';
import { runHouse } from './suite/run.ts';

runHouse(popHouse);
