/** Every stream of WM, by the suite that all pass. */
import { wmHouse } from './adapters/wm.ts';
import { runHouse } from './suite/run.ts';

runHouse(wmHouse);
