/** Every stream of PV, by the suite that all pass. */
import { pvHouse } from './adapters/pv.ts';
import { runHouse } from './suite/run.ts';

runHouse(pvHouse);
