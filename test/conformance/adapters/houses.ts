/** Every vendor whose streams the suite runs. */
import type { House } from '../suite/adapter.ts';
import { acmeHouse } from './acme.ts';
import { popHouse } from './pop.ts';
import { pvHouse } from './pv.ts';
import { wmHouse } from './wm.ts';

export const houses: readonly House[] = [pvHouse, wmHouse, popHouse, acmeHouse];
