/** Finds values in the environment and `.env`, and notes of each what it is and where it was set. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../contract/errors.ts';
import { type EnvFile, parseEnvFile } from './env-file.ts';
import type { Variable } from './variables.ts';

/** One setting, as `ggr config` shows it. */
export interface ConfigEntry {
  readonly name: string;
  readonly value: string | undefined;
  readonly origin: string;
  readonly secret: boolean;
  readonly about: string;
}

/** The values of variables by name. */
export type Values = Readonly<Record<string, string | undefined>>;

export interface Found {
  readonly value: string;
  readonly origin: string;
}

/** Reads a `.env` file; nothing where there is none. Throws ConfigError if it cannot be read. */
export function readEnvFile(path: string): EnvFile {
  if (!existsSync(path)) return { values: {}, faults: [] };
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new ConfigError(`${path} cannot be read`, { hint: 'check its rights', cause });
  }
  try {
    return parseEnvFile(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ConfigError(`${path} is not UTF-8`, { hint: 'save it as UTF-8', cause });
  }
}

/** What keeps accounts out of everything, and no others with them. */
export interface AccountProblem {
  readonly says: string;
  /** Whose accounts; undefined where it may be anybody's. */
  readonly vendor: string | undefined;
  /** Which one; undefined where it may be any of the vendor's. */
  readonly account: string | undefined;
}

/** Files that systemd shows to this service alone (LoadCredential=), each named after the setting that it holds. */
function findCredentials(folder: string | undefined): Values {
  if (folder === undefined || !existsSync(folder)) return {};
  // a folder that is loaded as `ggr` gives its name to each file
  const names = readdirSync(folder).map((file) => [file.replace(/^ggr_/, ''), file] as const);
  const ours = names.filter(([name]) => name.startsWith('GGR_'));
  return Object.fromEntries(ours.map(([name, file]) => [`${name}_FILE`, join(folder, file)]));
}

/** Collects entries and problems while the settings are read one by one. */
export class Reader {
  readonly entries: ConfigEntry[] = [];
  readonly problems: string[] = [];
  /** Those of them that vendors' settings have: what asks no vendor goes on with them. */
  readonly vendorProblems: string[] = [];
  /** Those of them that accounts have: what works on other accounts goes on with them. */
  readonly accountProblems: AccountProblem[] = [];
  /** Paths of the files that secrets were read from. */
  readonly secretFiles: string[] = [];
  readonly #env: Values;
  readonly #file: Values;
  readonly #credentials: Values;
  readonly #known = new Set<string>();
  #isOfVendors = false;
  #ofAccounts: Omit<AccountProblem, 'says'> | undefined;

  constructor(env: Values, file: Values) {
    this.#env = env;
    this.#file = file;
    this.#credentials = findCredentials(env.CREDENTIALS_DIRECTORY);
  }

  /** What is wrong in `read` is wrong with vendors' settings alone. */
  ofVendors<T>(read: () => T): T {
    this.#isOfVendors = true;
    try {
      return read();
    } finally {
      this.#isOfVendors = false;
    }
  }

  /** What is wrong in `read` is wrong with accounts alone: one, a vendor's, or anybody's where none is named. */
  ofAccounts<T>(vendor: string | undefined, read: () => T, account?: string): T {
    const before = this.#ofAccounts;
    this.#ofAccounts = { vendor, account };
    try {
      return before ? read() : this.ofVendors(read);
    } finally {
      this.#ofAccounts = before;
    }
  }

  /** The value of a setting, or its fallback; what is wrong with it becomes a problem. */
  read(variable: Variable): string | undefined {
    const { name, fallback, check, about, secret = false } = variable;
    const found = this.find(name);
    const value = found?.value ?? fallback;
    const origin = found?.origin ?? (fallback === undefined ? 'not set' : 'default');
    this.entries.push({ name, value, origin, secret, about });
    const problem = value === undefined ? undefined : check?.(value);
    if (problem) this.problem(`${name} ${problem}`);
    return value;
  }

  /** Looks a variable up in the environment, then in `.env`, or in the file that `<NAME>_FILE` names. */
  find(name: string): Found | undefined {
    this.#known.add(name).add(`${name}_FILE`);
    for (const [values, origin] of [
      [this.#env, 'environment'],
      [this.#credentials, 'credentials'],
      [this.#file, '.env'],
    ] as const) {
      const value = origin === '.env' ? values[name] : values[name]?.trim();
      if (value?.trim()) return { value, origin };
      const path = values[`${name}_FILE`]?.trim();
      if (path) {
        const text = this.readSecret(path, `${name}_FILE`);
        return { value: text ?? '', origin: `${origin}, ${name}_FILE` };
      }
    }
    return undefined;
  }

  /** The secret in a file; undefined, and a problem, where it cannot be read. */
  readSecret(path: string, named: string): string | undefined {
    this.secretFiles.push(path);
    return this.readFile(path, named);
  }

  /** The text of a file; undefined, and a problem, where it cannot be read. */
  readFile(path: string, named: string): string | undefined {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      this.problem(`${named} names ${path}, which cannot be read`);
      return undefined;
    }
  }

  problem(text: string): void {
    if (this.problems.includes(text)) return;
    this.problems.push(text);
    if (this.#isOfVendors) this.vendorProblems.push(text);
    if (this.#ofAccounts) this.accountProblems.push({ says: text, ...this.#ofAccounts });
  }

  /** Variables named GGR_… that are set and that nobody asked for. */
  unknown(): string[] {
    const names = [this.#env, this.#file, this.#credentials].flatMap(Object.keys);
    const unknown = names.filter((name) => name.startsWith('GGR_') && !this.#known.has(name));
    return [...new Set(unknown)].sort();
  }
}
