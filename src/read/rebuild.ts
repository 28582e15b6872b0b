/**
 * The text that is run: rebuilt from the parse that was checked, so that nothing a comment, a string or an
 * option hides from the check ever reaches DuckDB. What does not come back the same is refused: a wrong
 * answer would be worse than none.
 */
import { UsageError } from '../contract/errors.ts';
import type { Database } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import { splitExplain } from './explain-prefix.ts';
import { isShow, type ReadKind, refuseTree } from './guard.ts';
import { fillParameters, type Parameter } from './parameters.ts';
import { fillPivots } from './pivot.ts';
import { markPivots, unmarked } from './pivot-marks.ts';
import { asSqlError, sqlError } from './sql-error.ts';
import { castDoubles, isSameTree, readTree, type Tree } from './syntax-tree.ts';

export interface Rebuilt {
  readonly text: string;
  readonly kind: ReadKind;
  /** The byte of the asker's text that a byte of `text` came from, where that is known. */
  readonly place: (byte: number) => number | undefined;
}

/** What becomes of the asker's tree before it is checked and written. */
export interface Changes {
  readonly parameters?: readonly Parameter[];
  /** Leaves the parameters open: such a text is prepared and not run. */
  readonly isOpen?: boolean;
  /** Puts another dialect's tree into DuckDB's words. */
  readonly adapt?: ((tree: string) => Promise<string>) | undefined;
}

/** So DuckDB says that a text is no select; it has no code of its own for that. */
const ANOTHER_STATEMENT = /^Only SELECT statements/;

/**
 * Refuses everything but one select that only reads, or an explain of one, and puts the parameters' values in
 * their places. Throws UsageError, SqlError with the position.
 */
export async function rebuild(
  db: Database,
  asked: string,
  { parameters = [], isOpen = false, adapt = async (tree) => tree }: Changes = {},
): Promise<Rebuilt> {
  // to DuckDB's parser the text ends there
  if (asked.includes('\0')) throw new UsageError('the statement holds a character of code 0');
  const { prefix, select, skipped } = splitExplain(asked);
  const { tree, marks } = await parseMarked(db, select, { asked, skipped });
  const cast = castDoubles(tree);
  let given = await adapt(isOpen ? cast : fillParameters(cast, parameters));
  if (marks.length > 0) given = await fillPivots(db, given, (question) => listValues(db, question));
  const { text, is, places } = await writeAgain(db, given);
  const shift = Buffer.byteLength(prefix);
  return {
    text: `${prefix}${text}`,
    kind: prefix === '' && !isShow(is) ? 'select' : 'show',
    place: (byte) => {
      const from = places.get(byte - shift);
      return from === undefined ? undefined : unmarked(from, marks) + skipped;
    },
  };
}

/** The tree of one select; of a pivot that does not say its columns, with marks in their place. */
async function parseMarked(db: Database, select: string, origin: Origin) {
  const { text, marks } = markPivots(select);
  // with a parameter in it DuckDB has an error of its own for such a pivot
  const written = await parseOne(db, select, origin).catch((error: unknown) => {
    if (marks.length === 0) throw error;
    return undefined;
  });
  if (written !== undefined) return { tree: written, marks: [] };
  const place = (byte: number) => unmarked(byte, marks);
  const tree = marks.length > 0 ? await parseOne(db, text, { ...origin, place }) : undefined;
  if (tree !== undefined) return { tree, marks };
  throw new UsageError('ggr query only reads', { hint: 'write a select statement' });
}

/** What runs: written from the tree, checked, and compared with it. */
async function writeAgain(db: Database, given: string) {
  const { text } = await db.one(sql('queries/rebuild-select'), { tree: given });
  const again = await parseOne(db, String(text), { asked: String(text), skipped: 0 });
  const [was, is] = [readTree(given), readTree(again ?? '{}')];
  refuseTree(was);
  refuseTree(is);
  const places = new Map<number, number>();
  const isSame = isSameTree(was, is, (from, to) => places.set(Number(to), Number(from)));
  if (isSame) return { text: String(text), is, places };
  throw new UsageError('the statement cannot be rebuilt from its parse without a difference', {
    hint: 'write it another way',
  });
}

/** The first column of a select that is given as a tree. */
async function listValues(db: Database, tree: string): Promise<readonly unknown[]> {
  const { text } = await writeAgain(db, tree);
  const rows = await db.many(text).catch((error: unknown) => {
    throw asSqlError(error, text, () => undefined);
  });
  return rows.map((row) => row.value);
}

interface Origin {
  readonly asked: string;
  /** Bytes of it before the text that is parsed. */
  readonly skipped: number;
  /** Of the text that is parsed, where something was put into it. */
  readonly place?: (byte: number) => number;
}

/** The tree of one select, as DuckDB writes it; undefined where the text is another statement. */
async function parseOne(
  db: Database,
  text: string,
  { asked, skipped, place = (byte) => byte }: Origin,
): Promise<string | undefined> {
  const row = await db.one(sql('queries/parse-select'), { text });
  const written = String(row.tree);
  const tree = parsed(written);
  if (tree.error) {
    const says = String(tree.error_message);
    if (ANOTHER_STATEMENT.test(says)) return undefined;
    const byte = tree.position === undefined ? undefined : place(Number(tree.position)) + skipped;
    throw sqlError('Parser', says, { text: asked, byte });
  }
  const count = tree.statements?.length ?? 0;
  if (count === 0) throw new UsageError('there is no statement');
  if (count > 1) throw new UsageError(`one statement is expected, not ${count}`);
  return written;
}

function parsed(written: string): Tree {
  try {
    return readTree(written);
  } catch (cause) {
    throw new UsageError('a number of the statement is larger than a double holds', {
      hint: "write 'infinity'::double",
      cause,
    });
  }
}
