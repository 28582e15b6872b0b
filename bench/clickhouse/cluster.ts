/** The cluster of the bench: chDB behind HTTP in a process of its own, so that its CPU is told from ggr's, or a server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf } from '../load/processes.ts';

const CHDB_SERVER = '../test/clickhouse/chdb-server.ts';
/** Clock ticks a second: Linux has no other. */
const TICK_MS = 10;

export interface BenchCluster {
  readonly url: string;
  /** CPU of its process so far, in seconds; undefined of a server that is elsewhere. */
  readonly cpu: () => number | undefined;
  readonly stop: () => void;
}

export const NO_CLUSTER: BenchCluster = { url: '', cpu: () => undefined, stop: () => {} };

export async function startCluster(folder: string): Promise<BenchCluster> {
  const url = process.env.GGR_TEST_CLICKHOUSE_URL;
  if (url) return { ...NO_CLUSTER, url };
  const port = await answerOf<number>(CHDB_SERVER, [join(folder, 'chdb'), '0']);
  const pid = newestChild();
  const stop = () => process.kill(pid);
  return { url: `http://127.0.0.1:${port}`, cpu: () => cpuOf(pid), stop };
}

function newestChild(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
  return Number(children.trim().split(' ').at(-1));
}

function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * TICK_MS) / 1000;
}

/** What some work cost by the clock, here and there, in seconds. */
export interface Cost {
  readonly seconds: number;
  readonly ours: number;
  readonly theirs: number | undefined;
}

export async function costOf(
  { cpu }: Pick<BenchCluster, 'cpu'>,
  work: () => Promise<unknown>,
): Promise<Cost> {
  const [start, own, other] = [performance.now(), process.cpuUsage(), cpu()];
  await work();
  const { user, system } = process.cpuUsage(own);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, ours: (user + system) / 1e6, theirs: minus(cpu(), other) };
}

const minus = (after: number | undefined, before: number | undefined) =>
  after === undefined || before === undefined ? undefined : after - before;

export const say = (text: string) => process.stdout.write(`${text}\n`);

export const inWords = (rows: number, { seconds, ours, theirs }: Cost) => {
  const each = (cpu: number | undefined) =>
    cpu === undefined ? '?' : ((cpu * 1e6) / Math.max(1, rows)).toFixed(2);
  return `${rows} rows in ${seconds.toFixed(1)} s; CPU a row: ${each(ours)} µs here, ${each(theirs)} µs there`;
};
