/** Opens cases: the vendor answers from an empty book, and what a stream leans on is in the store. */
import { expect } from 'vitest';
import type { AnyStream } from '../../../src/contract/stream.ts';
import type { Account } from '../../../src/contract/vendor.ts';
import { planBackfill } from '../../../src/sync/backfill-plan.ts';
import { pullJobs } from '../../support/pull.ts';
import { Case, WHOS } from './case.ts';
import { adapterOf, type Lab, leadOf } from './lab.ts';

/** A new account of a stream, with what its lead stream must hold before. */
export async function openCase(lab: Lab, stream: AnyStream): Promise<Case> {
  lab.book.clear();
  lab.puppet.faults.clear();
  replay(lab);
  const account = await lab.account();
  const made = new Case({ lab, stream, account });
  const lead = leadOf(stream);
  if (lead) await lendLead(made, lead);
  return made;
}

/** Lets the vendor answer from the book; `faults` come before. */
export function replay(lab: Lab, ...faults: Parameters<Lab['puppet']['faults']['add']>): void {
  const { puppet, book } = lab;
  puppet.faults.clear();
  puppet.faults.add(...faults, {
    kind: 'edited',
    times: Number.POSITIVE_INFINITY,
    edit: (body, request) => book.edit(body, request),
  });
}

const leads = new WeakMap<Lab, Map<string, Account>>();

/** Gives the account a copy of bets that another one read: they name the players and games. */
async function lendLead({ lab, stream, account, range }: Case, lead: AnyStream): Promise<void> {
  const known = leads.get(lab) ?? new Map<string, Account>();
  leads.set(lab, known);
  const key = `${lead.name} ${range.start} ${range.end}`;
  let lender = known.get(key);
  if (!lender) {
    lender = await lab.account();
    await readLead(new Case({ lab, stream, account: lender }), lead);
    known.set(key, lender);
  }
  const { db } = lab.warehouse;
  const copy = (table: string) =>
    db.run(
      `insert into ${table} select * replace ('${account.name}' as account) from ${table} where account = '${lender.name}'`,
    );
  await copy(lead.table);
  await copy('sync.windows');
}

async function readLead({ lab, account, range, units }: Case, lead: AnyStream): Promise<void> {
  const { record } = adapterOf(lab.house, lead.name);
  const slots = units.flatMap(({ start }, unit) =>
    Array.from({ length: WHOS }, (_, who) => ({ n: 900_000 + unit * WHOS + who, at: start, who })),
  );
  lab.book.write(
    lead.name,
    slots.map((slot) => ({ ...slot, record: record(slot) })),
  );
  const { warehouse, net, clock } = lab;
  const request = { range, only: 'all', now: () => clock.now } as const;
  const plans = await planBackfill([{ account, stream: lead }], request, warehouse);
  const puller = { warehouse, net, now: () => clock.now } as Parameters<typeof pullJobs>[2];
  const report = await pullJobs(
    plans.map(({ job }) => job),
    'backfill',
    puller,
  );
  expect(report.exitCode).toBe(0);
}
