/** Where this ggr stands, and how its user types its commands: in a checkout through npm, installed by its name. */
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package: docs, sql/examples and .env.example stand in it, in a checkout as installed. */
export const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/** Sources run as they are in a checkout alone. */
const IS_CHECKOUT = extname(import.meta.url) === '.ts';

/** A command as it is typed here: `ggr doctor`, or `npm run -s ggr -- doctor`. */
export function typed(command: string): string {
  return IS_CHECKOUT ? `npm run -s ggr -- ${command}` : `ggr ${command}`;
}

/** A file of the package. */
export function packaged(...path: readonly string[]): string {
  return join(PACKAGE, ...path);
}
