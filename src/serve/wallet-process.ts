/** What the wallet's process does: answers game servers on GGR_WALLET_PORT, and the operator on its socket. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { type Holder, removeHolder, writeHolder } from '../load/lock.ts';
import { closeServer } from '../wallet/close-server.ts';
import type { IntegrityFault } from '../wallet/integrity.ts';
import { operatorRoutes } from '../wallet/operator.ts';
import { WALLET_HINT, WalletService } from '../wallet/service.ts';
import { Tally } from '../wallet/tally.ts';
import { journalPath } from '../wallet/wallet.ts';
import { deskPath } from './holder.ts';
import { makeServer } from './http-server.ts';
import type { Log } from './log.ts';
import type { PartStart } from './part-messages.ts';
import type { Part, PartProcess } from './part-process.ts';
import { keepTokens } from './token.ts';

const LOOK_EVERY_MS = 1000;
const COUNTS_EVERY_MS = 60_000;
const TROUBLE_EVERY_MS = 10_000;
/** A store without a journal is soon open: its first word is waited for, but not for ever. */
const FIRST_WORD_MS = 10_000;
const FIRST_LOOK_EVERY_MS = 50;

export interface WalletProcessOptions {
  readonly config: Config;
  readonly log: Log;
  readonly now: () => number;
}

export async function openWalletPart(
  { config, log, now }: WalletProcessOptions,
  at: PartStart,
  { changed }: PartProcess,
): Promise<Part> {
  const { warehouse: store, wallet } = config;
  const { token, roundTimeoutMs, orphanLimitCents: _, ...listener } = wallet;
  const path = journalPath(store);
  let isStopping = false;
  const tally = makeTally(config, log, changed);
  const service = await WalletService.start({
    path,
    store,
    now,
    listen: token === undefined ? undefined : { ...listener, token },
    roundTimeout: BigInt(roundTimeoutMs) * 1000n,
    tally,
    watch: {
      trouble: sayAtTimes(log),
      faults: (faults) => {
        sayFaults(log, path, faults);
        changed();
      },
    },
  });
  const app = makeSocketServer({ config, log }, () => isStopping);
  operatorRoutes(app, () => service);
  await app.listen({ path: at.socket });
  const { port } = service;
  if (port !== undefined) log.info({ port }, 'game servers call POST /wallet/<token>');
  else log.info('GGR_WALLET_TOKEN is not set: no game server is answered');
  await firstWord(service);
  const desk = new Desk(deskPath(store), { at, now });
  desk.show(service);
  const timers = [
    setInterval(() => void look(service, log).then(() => desk.show(service)), LOOK_EVERY_MS),
    setInterval(sayCounts(log, tally), COUNTS_EVERY_MS),
  ];
  return {
    report: () => ({
      notReady: service.faults.map(({ message }) => message).join('; ') || undefined,
      details: { port: port ?? null, faults: service.faults, ...tally.counts(), ...tally.flow() },
    }),
    stop: async () => {
      isStopping = true;
      for (const timer of timers) clearInterval(timer);
      await closeServer(app);
      desk.close();
      await service.stop();
    },
  };
}

function makeTally({ wallet }: Config, log: Log, changed: () => void): Tally {
  return new Tally({
    orphanLimit: wallet.orphanLimitCents,
    onOrphanAboveLimit: ({ currency, amount }) => {
      const says = 'a win without a bet in its round, above GGR_WALLET_ORPHAN_LIMIT, was taken';
      log.error({ currency, cents: String(amount) }, says);
      changed();
    },
  });
}

function makeSocketServer(
  { config, log }: Pick<WalletProcessOptions, 'config' | 'log'>,
  isStopping: () => boolean,
) {
  return makeServer({
    tokens: keepTokens(config),
    prove: () => undefined,
    log,
    unready: () => undefined,
    started: Promise.resolve(),
    isStopping,
  });
}

/** Says beside the store where the operator's calls are answered, while no other process has the journal. */
class Desk {
  readonly #path: string;
  readonly #holder: Holder;
  #isShown = false;

  constructor(path: string, { at, now }: { readonly at: PartStart; readonly now: () => number }) {
    const { address, id, supervisor } = at;
    const since = new Date(now()).toISOString();
    this.#path = path;
    this.#holder = { pid: process.pid, command: 'serve', since, address, id, supervisor };
  }

  show({ isHeld }: WalletService): void {
    if (this.#isShown || isHeld) return;
    try {
      writeHolder(this.#path, this.#holder);
      this.#isShown = true;
    } catch {
      // a full disk: it is tried again at the next look
    }
  }

  close(): void {
    if (this.#isShown) removeHolder(this.#path);
  }
}

async function firstWord(service: WalletService): Promise<void> {
  for (let ms = 0; ms < FIRST_WORD_MS && !service.isHeard; ms += FIRST_LOOK_EVERY_MS) {
    await sleep(FIRST_LOOK_EVERY_MS);
    await service.look();
  }
}

async function look(service: WalletService, log: Log): Promise<void> {
  await service.look().catch((error: unknown) => {
    log.error({ err: error }, 'the journal could not be looked at');
  });
}

/** What a warehouse that is not up yet will answer is no fault: a first start has it each time. */
export function sayFaults(log: Log, journal: string, faults: readonly IntegrityFault[]): void {
  for (const { code, message } of faults) {
    if (code === 'warehouse-unheard')
      log.warn({ journal, code }, `the wallet does not serve yet: ${message}`);
    else log.fatal({ journal, code, hint: WALLET_HINT }, `the wallet does not serve: ${message}`);
  }
  if (faults.length === 0) log.info({ journal }, 'the wallet serves');
}

/** Refusals come as fast as a game server, or somebody who guesses tokens, sends: they are said a minute at a time. */
function sayCounts(log: Log, tally: Tally): () => void {
  let said = JSON.stringify(tally.counts());
  return () => {
    const counts = tally.counts();
    const text = JSON.stringify(counts);
    if (text !== said)
      log.warn(counts, 'requests of game servers that were refused, and orphan wins');
    said = text;
  };
}

/** A full disk fails every request in the same way: it is said at most every ten seconds. */
function sayAtTimes(log: Log): (message: string) => void {
  let said = { message: '', until: 0, unsaid: 0 };
  return (message) => {
    const now = performance.now();
    if (message === said.message && now < said.until) {
      said.unsaid += 1;
      return;
    }
    log.error({ unsaid: said.unsaid }, message);
    said = { message, until: now + TROUBLE_EVERY_MS, unsaid: 0 };
  };
}
