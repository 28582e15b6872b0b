/** What guards amounts, times and texts on their way into a row. */
import type { Mutant } from '../mutant.ts';

const MONEY = 'src/transform/money.ts';
const TIME = 'src/transform/time.ts';
const JSON_FILE = 'src/transform/json.ts';
const MONEY_TESTS = ['test/transform/money.test.ts'];
const ZONES = ['test/transform/zones.test.ts'];
const JSON_GUARDS = ['test/transform/json-guards.test.ts'];

export const transformMutants: readonly Mutant[] = [
  {
    guard: 'scanner: a key that comes twice in a page is not seen',
    file: 'src/transform/repeated-keys.ts',
    find: 'if (slots[slot] === hash) return true;',
    replace: ';',
    seenBy: ['test/transform/record-scanner.test.ts'],
  },
  {
    guard: 'scanner: an escape is taken as it is written',
    file: 'src/transform/scanned-columns.ts',
    find: ' || code === BACKSLASH',
    replace: '',
    seenBy: ['test/transform/record-scanner.test.ts'],
  },
  {
    guard: "scanner: a page's buffers are given to two others",
    file: 'src/transform/scanned-columns.ts',
    find: 'this.#giveBack = undefined;',
    replace: '',
    seenBy: ['test/transform/record-scanner.test.ts'],
  },
  {
    guard: 'money: noise of floats is ten times what it is',
    file: MONEY,
    find: 'const NOISE_DIGITS = 9;',
    replace: 'const NOISE_DIGITS = 8;',
    seenBy: MONEY_TESTS,
  },
  {
    guard: 'money: excess digits are cut off',
    file: MONEY,
    find: 'if (digits % excess !== 0n)',
    replace: 'if (false)',
    seenBy: MONEY_TESTS,
  },
  {
    guard: 'money: an amount of nineteen digits fits',
    file: MONEY,
    find: 'if (amount >= LIMIT ||',
    replace: 'if (amount > LIMIT ||',
    seenBy: MONEY_TESTS,
  },
  {
    guard: 'money: a fraction of a cent is taken',
    file: MONEY,
    find: 'if (!isJsonInteger(value)) throw',
    replace: 'if (false) throw',
    seenBy: MONEY_TESTS,
  },
  {
    guard: 'scale: what is left beyond four decimals is cut off',
    file: MONEY,
    find: 'if (product % UNSCALED !== 0n)',
    replace: 'if (false)',
    seenBy: ['test/transform/scale.test.ts'],
  },
  {
    guard: 'scale: a payout that does not fit is stored in two parts',
    file: 'src/transform/scale.ts',
    find: "fitting(total, names.at(-1) ?? '');",
    replace: '',
    seenBy: ['test/transform/scale.test.ts'],
  },
  {
    guard: 'time: an offset to the west is one to the east',
    file: TIME,
    find: "(match[1] === '-' ? -minutes : minutes)",
    replace: 'minutes',
    seenBy: ZONES,
  },
  {
    guard: 'time: of an hour that comes twice the later one counts',
    file: TIME,
    find: "pass: 'earlier' as const",
    replace: "pass: 'later' as const",
    seenBy: ZONES,
  },
  {
    guard: 'time: every day has 24 hours',
    file: TIME,
    find: 'local.add({ days: 1 }).startOfDay()',
    replace: 'local.add({ hours: 24 })',
    seenBy: ZONES,
  },
  {
    guard: 'time: milliseconds are taken for seconds',
    file: TIME,
    find: '|| seconds > LAST_TEN_DIGITS',
    replace: '',
    seenBy: ['test/transform/time.test.ts'],
  },
  {
    guard: 'json: a number of sixteen digits goes through a double',
    file: JSON_FILE,
    find: 'const LONG = 16;',
    replace: 'const LONG = 17;',
    seenBy: JSON_GUARDS,
  },
  {
    guard: 'json: a number past the range of a double becomes infinity or zero',
    file: JSON_FILE,
    find: ' && !HUGE_EXPONENT.test(text)',
    replace: '',
    seenBy: JSON_GUARDS,
  },
  {
    guard: 'json: of a field that comes twice the last counts',
    file: JSON_FILE,
    find: 'return countKeys(value) === countNames(text) ? value : undefined;',
    replace: 'return value;',
    seenBy: JSON_GUARDS,
  },
  {
    guard: 'surrogates: two keys become one',
    file: 'src/transform/limits.ts',
    find: '!text.isWellFormed()',
    replace: 'false',
    seenBy: ['test/transform/normalise.test.ts'],
  },
];
