/** One store and one running vendor for all streams of a house; each case in it is an account of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Net } from '../../../src/contract/net.ts';
import { type AnyStream, hasCursor } from '../../../src/contract/stream.ts';
import type { Account } from '../../../src/contract/vendor.ts';
import { NET_DEFAULTS, openNet } from '../../../src/extract/http.ts';
import { rememberAccounts, writeSettings } from '../../../src/load/settings.ts';
import { Warehouse } from '../../../src/load/warehouse.ts';
import { catalogue } from '../acme/catalogue.ts';
import type { Adapter, House, Puppet } from './adapter.ts';
import { Book } from './book.ts';

export interface Lab {
  readonly house: House;
  readonly puppet: Puppet;
  readonly book: Book;
  readonly warehouse: Warehouse;
  readonly net: Net;
  /** Epoch ms; vendor, store and net read it. */
  readonly clock: { now: number };
  /** A new account of the vendor: it has nothing in the store. */
  account(): Promise<Account>;
  close(): Promise<void>;
}

/** Every failure is one: what is asked again is asked by the next read, and nothing waits. */
const NET = {
  pause: async () => {},
  retries: 0,
  firstPauseMs: 1,
  longestPauseMs: 1,
  gates: { pass: async () => {}, shut: () => {} },
};

export async function openLab(house: House): Promise<Lab> {
  const clock = { now: 0 };
  const now = () => clock.now;
  const puppet = await house.start(now);
  const folder = mkdtempSync(join(tmpdir(), 'ggr-lab-'));
  const path = join(folder, 'store.duckdb');
  const warehouse = await Warehouse.open({
    catalogue,
    path,
    command: 'test',
    now,
    threads: 1, // two cost a fifth more CPU
  });
  await writeSettings(warehouse, {
    reportTimezone: 'UTC',
    dayStart: '00:00',
    baseCurrency: undefined,
    isDemo: false,
  });
  const net = openNet({ ...NET_DEFAULTS, ...NET, now });
  let accounts = 0;
  return {
    house,
    puppet,
    book: new Book(house),
    warehouse,
    net,
    clock,
    account: async () => {
      accounts += 1;
      const account = {
        name: `${house.vendor}${accounts}`,
        vendor: house.vendor,
        currency: house.currency,
        lagSeconds: 60,
        concurrency: 4,
        requestsPerSecond: 100_000,
        settings: puppet.settings,
        settingNames: {},
      };
      await rememberAccounts(warehouse, [account]);
      return account;
    },
    close: async () => {
      await net.close();
      await warehouse.close();
      await puppet.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function streamOf(name: string): AnyStream {
  const stream = catalogue.streams.find((each) => each.name === name);
  if (!stream) throw new Error(`there is no ${name}`);
  return stream;
}

export function adapterOf({ adapters }: House, name: string): Adapter {
  const adapter = adapters.find(({ stream }) => stream === name);
  if (!adapter) throw new Error(`there is no adapter of ${name}`);
  return adapter;
}

/** The stream whose rows name those that this one asks for, or whose windows must be held before. */
export function leadOf(stream: AnyStream): AnyStream | undefined {
  return hasCursor(stream) ? undefined : (stream.seenIn?.bets ?? stream.after);
}
