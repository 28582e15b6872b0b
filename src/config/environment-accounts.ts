/** The one account per vendor that variables describe: GGR_PV_URL, GGR_PV_KEY, … */
import type { Account, Vendor } from '../contract/vendor.ts';
import { fieldsOf, type Known, requiredOf, toAccount } from './account-fields.ts';
import type { Reader } from './reader.ts';

/** The prefix of a vendor's variables. */
export function prefixOf(vendor: Vendor): string {
  return `GGR_${vendor.name.toUpperCase()}_`;
}

/** A vendor's account, named like it; none if nothing of it is set or something is missing or wrong. */
export function readEnvironmentAccount(vendor: Vendor, known: Known, reader: Reader): Account[] {
  const named = (field: string) => `${prefixOf(vendor)}${field.toUpperCase()}`;
  const fields = fieldsOf(vendor, known);
  const before = reader.problems.length;
  const values = Object.fromEntries(
    fields.map((field) => [field.name, reader.read({ ...field, name: named(field.name) })]),
  );
  const required = requiredOf(fields);
  const missing = required.filter((name) => !values[name]);
  if (missing.length === required.length) return [];
  if (missing.length > 0) {
    reader.problem(
      `${missing.map(named).join(' and ')} must be set beside the other ${prefixOf(vendor)} settings`,
    );
  }
  if (reader.problems.length > before) return [];
  const settingNames = Object.fromEntries(fields.map(({ name }) => [name, named(name)]));
  return [toAccount({ name: vendor.name, vendor, values, settingNames })];
}
