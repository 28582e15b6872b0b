/** What PV's reports of sums by UTC day share (pv.txt 1.2, 1.4, 2.3, 2.4, 3.2, 3.3). */
import { pv } from './vendor.ts';

export const daySums = {
  vendor: pv,
  eventTime: 'date',
  mode: 'replace',
  // a refused record's date is no key as it is stored: without one, nothing is called withdrawn
  keyFields: [],
} as const;
