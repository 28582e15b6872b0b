/** What guards whoever installs, schedules and watches it: files that are there, secrets, and what is said of jobs. */
import type { Mutant } from '../mutant.ts';

const PINGS = ['test/serve/pings.test.ts'];
const DOCTOR = ['test/cli/doctor-machine.test.ts'];

export const operationsMutants: readonly Mutant[] = [
  {
    guard: 'init: a .env that is there is written over',
    file: 'src/cli/commands/init.ts',
    find: "file = openSync(path, 'wx', MODE);",
    replace: "file = openSync(path, 'w', MODE);",
    seenBy: ['test/cli/init.test.ts'],
  },
  {
    guard: 'pings: well is said while another job of that address fails',
    file: 'src/serve/pings.ts',
    find: 'if (error === undefined) this.#errors.delete(job);',
    replace: 'if (error === undefined) this.#errors.clear();',
    seenBy: PINGS,
  },
  {
    guard: 'pings: a start that nothing follows',
    file: 'src/serve/pings.ts',
    find: 'const isAnswer = this.#begun?.isEnded === false;',
    replace: 'const isAnswer = false;',
    seenBy: PINGS,
  },
  {
    guard: 'pings: the address is shown and logged',
    file: 'src/config/pings.ts',
    find: 'secret: true,',
    replace: 'secret: false,',
    seenBy: PINGS,
  },
  {
    guard: 'credentials: a file that is misspelt is passed over',
    file: 'src/config/reader.ts',
    find: 'const names = [this.#env, this.#file, this.#credentials].flatMap(Object.keys);',
    replace: 'const names = [this.#env, this.#file].flatMap(Object.keys);',
    seenBy: ['test/config/credentials.test.ts'],
  },
  {
    guard: "doctor: a clock that is ahead of the vendor's by more than the lag is a warning only",
    file: 'src/cli/commands/doctor-machine.ts',
    find: 'const isHarm = -aheadMs > lagSeconds * 1000;',
    replace: 'const isHarm = aheadMs > lagSeconds * 1000;',
    seenBy: DOCTOR,
  },
  {
    guard: 'doctor: a full disk is said to have little room',
    file: 'src/cli/commands/doctor-machine.ts',
    find: 'if (free < NOTHING) return',
    replace: 'if (free < 0) return',
    seenBy: DOCTOR,
  },
  {
    guard: 'spans: a failure carries the secret that the vendor repeated',
    file: 'src/serve/open-telemetry.ts',
    find: 'return withoutSecrets(error instanceof Error ? error.message : String(error));',
    replace: 'return error instanceof Error ? error.message : String(error);',
    seenBy: ['test/serve/tracing.test.ts'],
  },
];
