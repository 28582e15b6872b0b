/** SQL that runs for minutes unless it is ended, and that an interrupt reaches. */
export const ENDLESS =
  'select count(*) from range(10000000) a, range(10000000) b where a.range * b.range % 7 = 3';
