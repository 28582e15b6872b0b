/** What guards money from readers, files from neighbours, and secrets from whoever reads an error. */
import type { Mutant } from '../mutant.ts';

const SECRETS = ['test/contract/secrets.test.ts'];
const TOKEN = ['test/serve/token.test.ts'];

export const safetyMutants: readonly Mutant[] = [
  {
    guard: 'tokens: whoever may read may do everything',
    file: 'src/serve/access.ts',
    find: 'if (may(role, method, route)) return undefined;',
    replace: 'return undefined;',
    seenBy: ['test/serve/access.test.ts'],
  },
  {
    guard: 'tokens: a kept one that others could write is believed',
    file: 'src/serve/token.ts',
    find: '(mode & 0o022) !== 0',
    replace: 'false',
    seenBy: TOKEN,
  },
  {
    guard: 'tokens: a kept one may have any length',
    file: 'src/serve/token.ts',
    find: 'token.length < LEAST_TOKEN',
    replace: 'false',
    seenBy: TOKEN,
  },
  {
    guard: 'files: a link in the place of one of ours is followed',
    file: 'src/contract/own-files.ts',
    find: 'found && !found.isFile()',
    replace: 'false',
    seenBy: ['test/files/planted.test.ts'],
  },
  {
    guard: 'secrets: an error repeats what a vendor repeated',
    file: 'src/contract/errors.ts',
    find: 'super(withoutSecrets(message),',
    replace: 'super(message,',
    seenBy: SECRETS,
  },
  {
    guard: 'secrets: a piece of one is none',
    file: 'src/contract/secrets.ts',
    find: 'return withoutPieces(clean);',
    replace: 'return clean;',
    seenBy: SECRETS,
  },
  {
    guard: 'names: a cell moves the cursor',
    file: 'src/cli/screen/cells.ts',
    find: '? ratio : visible;',
    replace: '? ratio : String;',
    seenBy: ['test/transform/visible.test.ts'],
  },
];
