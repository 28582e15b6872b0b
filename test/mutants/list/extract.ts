/** What guards the vendor from us, and us from half an answer. */
import type { Mutant } from '../mutant.ts';

const HTTP = 'src/extract/http.ts';
const FAULTS = 'src/extract/http-faults.ts';
const FOLLOW = 'src/extract/follow.ts';
const ERRORS = 'src/contract/errors.ts';
const HTTP_TESTS = ['test/extract/http.test.ts'];
const HTTP_GUARDS = ['test/extract/http-guards.test.ts'];
const LANE_GUARDS = ['test/extract/lane-guards.test.ts'];
const GATES = ['test/extract/gates.test.ts'];

export const extractMutants: readonly Mutant[] = [
  {
    guard: 'lane: a burst at the border of a second',
    file: 'src/extract/lanes.ts',
    find: 'const [oldest] = this.#starts;',
    replace: 'const oldest = this.#starts.at(-1);',
    seenBy: LANE_GUARDS,
  },
  {
    guard: 'lane: goes by the wall clock, which people set',
    file: 'src/extract/lanes.ts',
    find: 'this.#starts.push(performance.now());',
    replace: 'this.#starts.push(Date.now());',
    seenBy: LANE_GUARDS,
  },
  {
    guard: 'lane: more calls at once than the account may have',
    file: 'src/extract/lanes.ts',
    find: 'new PQueue({ concurrency: limits.concurrency })',
    replace: 'new PQueue()',
    seenBy: ['test/extract/lanes.test.ts'],
  },
  {
    guard: 'lane: history goes before fresh data',
    file: 'src/extract/lanes.ts',
    find: '#start(task), { signal, priority }',
    replace: '#start(task), { signal }',
    seenBy: ['test/extract/lanes.test.ts'],
  },
  {
    guard: 'Retry-After: seconds are taken for milliseconds',
    file: 'src/extract/retry-after.ts',
    find: 'Number(text) * 1000',
    replace: 'Number(text)',
    seenBy: HTTP_GUARDS,
  },
  {
    guard: 'Retry-After: it is not waited for',
    file: HTTP,
    find: 'if (pause > 0)',
    replace: 'if (false)',
    seenBy: HTTP_GUARDS,
  },
  {
    guard: 'Retry-After: a vendor may keep us waiting for a day',
    file: FAULTS,
    find: 'isCapped ? longestWaitMs : asked',
    replace: 'asked',
    seenBy: HTTP_GUARDS,
  },
  {
    guard: 'retry: being told to wait uses up a try',
    file: HTTP,
    find: '!isWait(error) && ',
    replace: '',
    seenBy: HTTP_TESTS,
  },
  {
    guard: 'retry: a server that is overloaded is not asked again',
    file: ERRORS,
    find: "unavailable: 'retry'",
    replace: "unavailable: 'quarantine'",
    seenBy: HTTP_TESTS,
  },
  {
    guard: 'retry: refused parameters are sent again',
    file: ERRORS,
    find: "parameters: 'quarantine'",
    replace: "parameters: 'retry'",
    seenBy: HTTP_TESTS,
  },
  {
    guard: 'cap: an answer may be of any size',
    file: 'src/extract/body.ts',
    find: 'if (end > maxBytes)',
    replace: 'if (false)',
    seenBy: HTTP_TESTS,
  },
  {
    guard: "bodies: memory is another answer's while somebody holds it",
    file: 'src/extract/body.ts',
    find: 'if (this.#holders > 0) return;',
    replace: '',
    seenBy: ['test/extract/body-buffers.test.ts'],
  },
  {
    guard: 'secrets: a message shows the query of an address',
    file: FAULTS,
    find: '${call.label}: nobody answers at ${where} (${code})',
    replace: '${call.label}: nobody answers at ${way.url} (${code})',
    seenBy: HTTP_TESTS,
  },
  {
    guard: 'gate: it is open while a call is under way, should we die',
    file: HTTP,
    find: 'gates.shut(spacing.gate, spacing.longestMs);',
    replace: '',
    seenBy: HTTP_GUARDS,
  },
  {
    guard: 'gate: a call does not pass through it',
    file: HTTP,
    find: 'await gates.pass(spacing.gate, call.signal, spacing.longestMs);',
    replace: '',
    seenBy: HTTP_GUARDS,
  },
  {
    guard: 'gate: a pause is over at once',
    file: 'src/extract/gates.ts',
    find: '[name]: now() + forMs',
    replace: '[name]: now()',
    seenBy: GATES,
  },
  {
    guard: 'gate: a moment that a wrong clock wrote shuts it for ever',
    file: 'src/extract/gates.ts',
    find: ' || waitMs > LONGEST_SHUT_MS',
    replace: '',
    seenBy: GATES,
  },
  {
    guard: 'paginate: the last page is not asked for',
    file: 'src/extract/paginate.ts',
    find: 'Math.ceil(first.total / size)',
    replace: 'Math.floor(first.total / size)',
    seenBy: ['test/extract/paginate-guards.test.ts'],
  },
  {
    guard: 'paginate: pages are asked for behind the last',
    file: 'src/extract/paginate.ts',
    find: 'isFull(first) ?',
    replace: 'true ?',
    seenBy: ['test/extract/paginate-guards.test.ts'],
  },
  {
    guard: 'paginate: all pages are on their way at once',
    file: 'src/extract/paginate.ts',
    find: '&& coming.length < ahead',
    replace: '',
    seenBy: ['test/extract/paginate-guards.test.ts'],
  },
  {
    guard: 'halve: a full answer is taken for the whole',
    file: 'src/extract/halve.ts',
    find: 'else if (records.length >= most)',
    replace: 'else if (records.length > most)',
    seenBy: ['test/extract/halve.test.ts'],
  },
  {
    guard: 'halve: a second that is too full is not said',
    file: 'src/extract/halve.ts',
    find: 'total: undefined, truncated }',
    replace: 'total: undefined }',
    seenBy: ['test/extract/halve.test.ts'],
  },
  {
    guard: 'follow: a full page that repeats its cursor is the end',
    file: FOLLOW,
    find: "isFull ? this.#fault(FULL_AND_SAME) : 'last'",
    replace: "'last'",
    seenBy: ['test/extract/follow-guards.test.ts'],
  },
  {
    guard: 'follow: a walk goes in a circle',
    file: FOLLOW,
    find: 'if (this.#cursors.isClosedBy(next)) return ends(this.#fault(CAME_BACK));',
    replace: '',
    seenBy: ['test/extract/follow-guards.test.ts'],
  },
  {
    guard: 'follow: any page that is not full is the last',
    file: FOLLOW,
    find: 'if (isBeyond && !isPatient)',
    replace: 'if (!isPatient)',
    seenBy: ['test/extract/follow.test.ts'],
  },
];
