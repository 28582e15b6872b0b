/** `.env`: what each line means, and that no line is passed over. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { parseEnvFile } from '../../src/config/env-file.ts';
import { place, temporaryFolder } from '../support/ggr.ts';
import fc from '../support/properties.ts';

const meaning = (text: string) => parseEnvFile(`KEY=${text}`).values.KEY;
const SECRET = 'S3cretThing';
const anyText = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text));

describe('a value of .env', () => {
  test.for([
    ['ab#cd', 'ab#cd'],
    ['#cd', '#cd'],
    ['ab # a comment', 'ab'],
    ['ab\t# a comment', 'ab'],
    [' # a comment', ''],
    ['', ''],
    ['  ab  cd ', 'ab  cd'],
    ['a=b=', 'a=b='],
    [`a"b'c`, `a"b'c`],
    ['$HOME/x', '$HOME/x'],
    ['"ab # cd"', 'ab # cd'],
    ["'ab # cd' # a comment", 'ab # cd'],
    ['"  ab  "', '  ab  '],
    ['"a\\"b\\\\c"', 'a"b\\c'],
    ['"C:\\new"', 'C:\\new'],
    ["'a\\'", 'a\\'],
    ['a\u2028b # c', 'a\u2028b'],
    ['`it\'s "so"`', 'it\'s "so"'],
    ['""', ''],
  ])('%s is %s', ([written = '', meant]) => {
    expect(parseEnvFile(`KEY=${written}`)).toEqual({ values: { KEY: meant }, faults: [] });
  });

  test('in single quotes is any text without them', () => {
    fc.assert(
      fc.property(
        anyText.map((text) => text.replaceAll("'", '')),
        (text) => {
          expect(meaning(`'${text}'`)).toBe(text);
        },
      ),
    );
  });

  test('in double quotes is any text whose quotes and backslashes have one before them', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(meaning(`"${text.replaceAll(/["\\]/g, '\\$&')}"`)).toBe(text);
      }),
    );
  });
});

describe('a file', () => {
  test('may have a byte order mark, any line ends, comments, export and blanks', () => {
    const text = '\ufeff# of us\r\nexport A=1\r\n\r\n  B = 2 # two\r\nexport\tC="3"\nD=4\rE=5';
    expect(parseEnvFile(text)).toEqual({
      values: { A: '1', B: '2', C: '3', D: '4', E: '5' },
      faults: [],
    });
  });

  test.for([
    [`just ${SECRET}`, undefined, 'neither NAME=value nor a comment'],
    [`export ${SECRET}`, undefined, 'neither NAME=value nor a comment'],
    [`=${SECRET}`, undefined, 'neither NAME=value nor a comment'],
    [`a-b=${SECRET}`, undefined, 'names no variable'],
    [`1A=${SECRET}`, undefined, 'names no variable'],
    [`KEY="${SECRET}`, 'KEY', 'does not close'],
    [`KEY='${SECRET}`, 'KEY', 'does not close'],
    [`KEY="${SECRET}\\"`, 'KEY', 'does not close'],
    [`KEY="${SECRET}"x`, 'KEY', 'behind the closing quote'],
    [`KEY="${SECRET}"# no blank`, 'KEY', 'behind the closing quote'],
    [`KEY=${SECRET}\0`, 'KEY', 'control character'],
  ] as const)('names the line of %j, and not what stands there', ([line, name, says]) => {
    const { values, faults } = parseEnvFile(`A=1\n\n${line}\nB=2`);
    expect(values).toEqual({ A: '1', B: '2' });
    expect(faults).toEqual([{ line: 3, name, says: expect.stringContaining(says) }]);
    expect(JSON.stringify(faults)).not.toContain(SECRET);
  });

  test('refuses a value over several lines at the line where it opens', () => {
    const { values, faults } = parseEnvFile('KEY="a\nb"\nC=1');
    expect(faults.map(({ line }) => line)).toEqual([1, 2]);
    expect(values).toEqual({ C: '1' });
  });

  test('that sets a name twice to two things is refused, twice to the same is not', () => {
    expect(parseEnvFile('A=1\nA=2').faults).toEqual([
      { line: 2, name: 'A', says: 'sets A to something else than line 1 does' },
    ]);
    expect(parseEnvFile('A=1\nA=1').faults).toEqual([]);
  });
});

describe('what stands in .env', () => {
  const load = (bytes: string | Buffer) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.env'), bytes);
    return loadConfig(vendors, { env: {}, folder });
  };

  test('reaches a secret whole, blanks within quotes too', () => {
    const of = (line: string) =>
      load(line).entries.find(({ name }) => name === 'GGR_PV_KEY')?.value;
    expect(of('GGR_PV_KEY=ab#cd')).toBe('ab#cd');
    expect(of('GGR_PV_KEY=" ab "')).toBe(' ab ');
  });

  test('is refused where it is no UTF-8, before anything is read from it', () => {
    expect(() => load(Buffer.from('GGR_PV_KEY=\xe9', 'latin1'))).toThrow(/\.env is not UTF-8/);
    expect(() => load(Buffer.from('\ufeffGGR_PV_KEY=x', 'utf16le'))).toThrow(/is not UTF-8/);
  });

  test('stops every command by a line that might have been any setting, with its number', async () => {
    const where = place();
    writeFileSync(join(where.folder, '.env'), `# ours\nGGR_WAREHOUSE: ${SECRET}\n`);
    for (const command of [['sync'], ['status'], ['query', 'select 1']]) {
      const { code, stderr } = await where.ggr(...command);
      expect(code).toBe(2);
      expect(stderr).toContain('.env:2 is neither NAME=value nor a comment');
      expect(stderr).not.toContain(SECRET);
    }
  });
});

describe("a wrong setting of one vendor's", () => {
  const WRONG: readonly [string, string][] = [
    ['a missing variable', 'GGR_PV_URL=http://127.0.0.1:1'],
    ['a wrong value', 'GGR_PV_CURRENCY=euro'],
    ['a malformed line', 'GGR_PV_KEY="abc'],
    ['a schedule', 'GGR_SCHEDULE_WM=never'],
  ];

  test.for(WRONG)('%s stops a pull and not what asks no vendor', async ([, line]) => {
    const where = place();
    expect((await where.ggr('wallet', 'open-session', 's1', 'p1', 'EUR')).code).toBe(0);
    writeFileSync(join(where.folder, '.env'), `${line}\n`);
    const pull = await where.ggr('sync');
    expect(pull.code).toBe(2);
    expect(await where.query('select 1 as a')).toEqual([{ a: 1 }]);
    const status = await where.ggr('status');
    expect(status.code).toBe(0);
    const said = /^ggr: (.*)$/m.exec(pull.stderr)?.[1]?.split('; ') ?? [];
    expect(said.length).toBeGreaterThan(0);
    for (const problem of said) expect(status.stderr).toContain(`left out of this: ${problem}`);
  });

  test('stops neither where it stands in ggr.config.yaml', async () => {
    const where = place();
    await where.ggr('wallet', 'open-session', 's1', 'p1', 'EUR');
    writeFileSync(
      join(where.folder, 'ggr.config.yaml'),
      'accounts:\n  - name: x\n    vendor: no\n',
    );
    expect((await where.ggr('sync')).code).toBe(2);
    expect(await where.query('select 1 as a')).toEqual([{ a: 1 }]);
    expect((await where.ggr('gaps')).stderr).toContain('left out of this: ggr.config.yaml:');
    expect((await where.ggr('wallet', 'balance', 'p1')).code).toBe(0);
  });

  test('is none where the store is named wrongly: that stops all', async () => {
    const where = place({ GGR_REPORT_TIMEZONE: 'Mars' });
    for (const command of [['status'], ['query', 'select 1']]) {
      expect((await where.ggr(...command)).code).toBe(2);
    }
  });
});
