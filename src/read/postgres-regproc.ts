/** Columns of the catalogue that Postgres holds as functions: names where they are shown, numbers where they are compared. */
import { become, callOf, columnName } from './postgres-functions.ts';
import type { TreeNode } from './syntax-tree.ts';

const FUNCTIONS: ReadonlySet<string> = new Set([
  'typinput',
  'typoutput',
  'typreceive',
  'typsend',
  'amhandler',
]);

/** `pg_proc.oid = pg_type.typinput`: the function's number for its name. Returns whether it asks the catalogue. */
export function compareFunction({ type, left, right }: TreeNode): boolean {
  if (type !== 'COMPARE_EQUAL') return false;
  const sides = [left as TreeNode, right as TreeNode];
  const named = sides.find((side) => FUNCTIONS.has(columnName(side)));
  if (!named || !sides.some((side) => columnName(side) === 'oid')) return false;
  const { query_location: place } = named;
  become(named, callOf('to_regproc', [{ ...named }], { place, schema: 'pg' }));
  return true;
}
