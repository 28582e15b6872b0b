/** One account of `ggr.config.yaml`. */
import { resolve } from 'node:path';
import type { Account, Vendor } from '../contract/vendor.ts';
import {
  type Field,
  type FieldValues,
  fieldsOf,
  type Known,
  requiredOf,
  toAccount,
} from './account-fields.ts';
import type { Found, Reader } from './reader.ts';
import type { YamlFile } from './yaml-file.ts';

export interface FileContext {
  readonly file: YamlFile;
  /** Where `key_file: key.txt` is looked for. */
  readonly folder: string;
  readonly known: Known;
  readonly reader: Reader;
  /** Account names seen so far, and where. */
  readonly taken: Map<string, string>;
}

type Written = Readonly<Record<string, string | readonly string[] | null>>;

/** The account, or none if something of it is wrong: then the reader has the problems. */
export function readFileAccount(written: Written, index: number, context: FileContext): Account[] {
  const before = context.reader.problems.length;
  const entry = new AccountEntry(written, index, context);
  const name = entry.readName();
  const vendor = entry.readVendor();
  if (name === undefined || vendor === undefined) return [];
  const read = () => readFields(entry, { name, vendor }, context);
  const account = context.reader.ofAccounts(vendor.name, read, name);
  return account && context.reader.problems.length === before ? [account] : [];
}

function readFields(
  entry: AccountEntry,
  { name, vendor }: { readonly name: string; readonly vendor: Vendor },
  context: FileContext,
): Account | undefined {
  const before = context.reader.problems.length;
  const fields = fieldsOf(vendor, context.known);
  entry.refuseUnknown(fields, vendor);
  const values: FieldValues = Object.fromEntries(fields.map((f) => [f.name, entry.read(f)]));
  for (const missing of requiredOf(fields).filter((field) => !values[field])) {
    entry.refuseMissing(fields.find((field) => field.name === missing) as Field);
  }
  if (context.reader.problems.length > before) return undefined;
  const settingNames = Object.fromEntries(fields.map((f) => [f.name, entry.whereIs(f)]));
  return toAccount({ name, vendor, values, settingNames });
}

const NAME = /^[a-z0-9_-]{1,32}$/;
const VARIABLE = /^[A-Z][A-Z0-9_]*$/;

class AccountEntry {
  readonly #written: Written;
  readonly #index: number;
  readonly #context: FileContext;
  #name = '';

  constructor(written: Written, index: number, context: FileContext) {
    this.#written = written;
    this.#index = index;
    this.#context = context;
  }

  readName(): string | undefined {
    const { taken } = this.#context;
    const name = this.#text('name');
    if (name === undefined || !NAME.test(name)) {
      const says = 'must be 1 to 32 of a-z, 0-9, _ and -, such as wm-asia';
      this.#problem('name', `the name of an account ${says}`);
      return undefined;
    }
    this.#name = name;
    const before = taken.get(name);
    if (before) this.#problem('name', `account ${name} is described twice, also by ${before}`);
    taken.set(name, this.#place('name'));
    return name;
  }

  readVendor(): Vendor | undefined {
    const { vendors } = this.#context.known;
    const vendor = vendors.find((v) => v.name === this.#text('vendor'));
    if (!vendor) {
      const names = vendors.map((v) => v.name).join(', ');
      this.#problem('vendor', `vendor of account ${this.#name} must be one of ${names}`);
    }
    return vendor;
  }

  /** A misspelt key, or a secret that stands in the file; its value is never repeated. */
  refuseUnknown(fields: readonly Field[], vendor: Vendor): void {
    const keys = ['name', 'vendor', ...fields.flatMap(keysOf)];
    for (const key of Object.keys(this.#written)) {
      if (keys.includes(key)) continue;
      if (fields.some((field) => field.secret && field.name === key)) {
        this.#problem(
          key,
          `${this.#named(key)} is a secret, which never stands in this file: ${hint(key)}`,
        );
      } else {
        this.#problem(
          key,
          `${this.#named(key)} means nothing: fields of a ${vendor.name} account are ${keys.join(', ')}`,
        );
      }
    }
  }

  /** A field's value or fallback, shown by `ggr config`; problems go to the reader. */
  read(field: Field): string | undefined {
    const { reader } = this.#context;
    const { name, about, fallback, secret = false } = field;
    const found = secret ? this.#secret(name) : this.#plain(name);
    const value = found?.value ?? fallback;
    const origin = found?.origin ?? (fallback === undefined ? 'not set' : 'default');
    reader.entries.push({ name: `${this.#name}.${name}`, value, origin, secret, about });
    const wrong = value === undefined ? undefined : field.check?.(value);
    if (wrong) this.#problem(name, `${this.#named(name)} ${wrong}`);
    return value;
  }

  refuseMissing({ name, secret = false }: Field): void {
    if ([name, ...keysOf({ name, secret })].some((key) => this.#isWritten(key))) return; // said already
    const how = secret ? `: ${hint(name)}` : '';
    this.#problem(name, `account ${this.#name} needs ${name}${how}`);
  }

  /** "url of account wm2 (ggr.config.yaml:12)", for messages. */
  whereIs({ name, secret = false }: Field): string {
    const key = keysOf({ name, secret }).find((k) => this.#isWritten(k)) ?? name;
    const variable = key === `${name}_env` ? `, ${this.#text(key)}` : '';
    return `${this.#named(name)} (${this.#place(key)}${variable})`;
  }

  #plain(name: string): Found | undefined {
    const written = this.#written[name];
    if (Array.isArray(written) && name !== 'streams') {
      this.#problem(name, `${this.#named(name)} must be one value, not a list`);
      return undefined;
    }
    const value = this.#text(name);
    return value === undefined ? undefined : { value, origin: this.#place(name) };
  }

  #secret(name: string): Found | undefined {
    const { reader, folder } = this.#context;
    const [env, file] = [`${name}_env`, `${name}_file`];
    const [variable, path] = [this.#text(env), this.#text(file)];
    if (variable && path) this.#problem(file, `${this.#named(name)} has both ${env} and ${file}`);
    if (path) {
      const place = this.#place(file);
      const value = reader.readSecret(resolve(folder, path), `${place}: ${file}`);
      if (value === '') this.#problem(file, `the file of ${this.#named(name)} holds nothing`);
      return value ? { value, origin: `${place}, ${file}` } : undefined;
    }
    if (!variable) return undefined;
    // Whoever writes the secret itself here must not find it in a message.
    if (!VARIABLE.test(variable)) {
      const says = `must be the name of a variable, such as GGR_${this.#name.toUpperCase().replaceAll('-', '_')}_${name.toUpperCase()}`;
      this.#problem(env, `${this.#named(env)} ${says}`);
      return undefined;
    }
    const found = reader.find(variable);
    if (found?.value)
      return { ...found, origin: `${this.#place(env)}, ${variable}: ${found.origin}` };
    this.#problem(env, `${this.#named(env)} names a variable that is not set`);
    return undefined;
  }

  #text(key: string): string | undefined {
    const written = this.#written[key];
    const text = key === 'streams' && Array.isArray(written) ? written.join(',') : written;
    return typeof text === 'string' ? text.trim() || undefined : undefined;
  }

  #isWritten(key: string): boolean {
    return this.#text(key) !== undefined || Array.isArray(this.#written[key]);
  }

  #named(field: string): string {
    return `${field} of account ${this.#name}`;
  }

  #place(key: string): string {
    return this.#context.file.placeOf(['accounts', this.#index, key]);
  }

  #problem(key: string, text: string): void {
    this.#context.reader.problem(`${this.#place(key)}: ${text}`);
  }
}

/** The keys under which a field may stand in the file. */
function keysOf({ name, secret = false }: Pick<Field, 'name' | 'secret'>): string[] {
  return secret ? [`${name}_env`, `${name}_file`] : [name];
}

function hint(name: string): string {
  return `write ${name}_env: NAME_OF_VARIABLE or ${name}_file: path`;
}
