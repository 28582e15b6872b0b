/**
 * The process in which other people's SQL runs: started by the pool (reader-launch.ts), it opens one source to
 * read, answers one question after the other, and holds nothing that a crash, a kill or a break-out could lose
 * or tell: no token, no secret, no store that is written, no file but those of its snapshot and its own folder.
 */
import { Socket } from 'node:net';
import { Interrupted } from '../contract/errors.ts';
import type { Database } from '../load/database.ts';
import { linesOf } from './lines.ts';
import { answerTask } from './reader-answer.ts';
import { openReaderEngine, type ReaderEngine, startEngine } from './reader-engine.ts';
import {
  type FromReader,
  faultOf,
  type Source,
  type Task,
  type ToReader,
} from './reader-protocol.ts';

const ANSWERS_FD = 3;
/** An interrupt that comes between two calls to DuckDB would not be noticed. */
const INTERRUPT_AGAIN_MS = 50;

const [folder = '.', memory = '', spill = '', threads = ''] = process.argv.slice(2);
const limits = { memory: Number(memory), spill: Number(spill), threads: Number(threads) };
// a root of its own begins elsewhere
process.chdir(folder);
const socket = new Socket({ fd: ANSWERS_FD, readable: false, writable: true });
socket.on('error', endNow);

const instance = startEngine(folder, limits);
// whoever asks hears of it
instance.catch(() => {});
let engine: { readonly source: Source; readonly opened: ReaderEngine } | undefined;
let stopping: AbortController | undefined;

/** Exit handlers would wait for DuckDB's threads, which may be what hangs. */
function endNow(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('killed');
}

async function send(message: FromReader): Promise<void> {
  const isTaken = socket.write(`${JSON.stringify(message)}\n`);
  if (!isTaken) await new Promise<void>((resolve) => socket.once('drain', resolve));
}

/** Opened once: a process never sees a second source. */
async function openOnce(source: Source): Promise<ReaderEngine> {
  if (engine && JSON.stringify(engine.source) !== JSON.stringify(source)) {
    throw new Error('this reader has another source open');
  }
  engine ??= { source, opened: await openReaderEngine(source, folder, await instance) };
  return engine.opened;
}

async function run(task: Task): Promise<void> {
  const controller = new AbortController();
  stopping = controller;
  let db: Database | undefined;
  const timer = setInterval(() => {
    if (controller.signal.aborted) db?.connection.interrupt();
  }, INTERRUPT_AGAIN_MS);
  try {
    const opened = await openOnce(task.source);
    db = await opened.connect();
    await answerTask(task, { db, engine: opened, signal: controller.signal, send });
    await send({ end: true });
  } catch (error) {
    // however DuckDB says that it was interrupted, nothing is wrong with it
    await send({ error: faultOf(controller.signal.aborted ? new Interrupted() : error) });
  } finally {
    clearInterval(timer);
    // the next question may be here already
    if (stopping === controller) stopping = undefined;
    db?.connection.closeSync();
  }
}

await send({ ready: true });
// not node:readline, to which a line separator of Unicode within a statement ends the line
for await (const line of linesOf(process.stdin)) {
  const message = JSON.parse(line) as ToReader;
  if ('task' in message) void run(message.task);
  else stopping?.abort();
}
// whoever asks is gone
endNow();
