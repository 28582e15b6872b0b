/** The bundled Acme: answers as acme.txt says, strictly, until told to misbehave. */
import { z } from 'zod';
import type { DemoAnswer, DemoRequest, FaultPlan } from '../../../src/demo/faults.ts';
import { startDemoServer } from '../../../src/demo/http-server.ts';
import { ACME_GAMES, type AcmeBooks, openBooks } from './books.ts';

const DAY_MS = 86_400_000;

export interface AcmeVendorOptions {
  readonly seed?: number;
  readonly betsPerDay?: number;
  /** The first day, epoch ms. */
  readonly from: number;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface AcmeVendor extends AcmeBooks {
  readonly url: string;
  readonly operator: string;
  readonly token: string;
  readonly requests: readonly DemoRequest[];
  readonly faults: FaultPlan;
  close(): Promise<void>;
}

/** Starts Acme on loopback. */
export async function startAcmeVendor(options: AcmeVendorOptions): Promise<AcmeVendor> {
  const { seed = 1, betsPerDay = 120, from, now } = options;
  const right = { operator: '7001', token: 'acme-demo-token' };
  const books = openBooks({ seed, betsPerDay, from, now });
  const server = await startDemoServer({
    now,
    handle: (request) => answer(request, { ...right, books, now }),
  });
  return { ...books, ...right, ...server };
}

/** A request that the document refuses. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface State {
  readonly operator: string;
  readonly token: string;
  readonly books: AcmeBooks;
  readonly now: () => number;
}

function answer(request: DemoRequest, state: State): DemoAnswer {
  try {
    return { body: JSON.stringify(documentOf(request, state)) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, code, message } = error;
    return { status, body: JSON.stringify({ error: { code, message } }) };
  }
}

function documentOf(request: DemoRequest, state: State): object {
  const { method, headers, path, query } = request;
  const isKnown =
    headers.authorization === `Bearer ${state.token}` && headers['x-operator'] === state.operator;
  if (!isKnown) throw new Refused(401, 'unauthorized', 'token or operator are wrong');
  if (method !== 'GET' || request.text !== '') throw bad('only GET without a body');
  const parameters = Object.fromEntries(query);
  if (path === '/v1/games') return games(parameters);
  if (path === '/v1/bets') return bets(parameters, state);
  throw bad('no such address');
}

const bad = (message: string) => new Refused(422, 'bad_parameter', message);

const numeric = (least: number, most: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(least).max(most));
const betParameters = z.strictObject({
  day: z.iso.date(),
  page: numeric(1, Number.MAX_SAFE_INTEGER),
  per_page: numeric(1, 100),
});
const noParameters = z.strictObject({});

function checked<T>(shape: z.ZodType<T>, parameters: unknown): T {
  const result = shape.safeParse(parameters);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw bad(`${issue?.path.join('.')}: ${issue?.message}`);
}

function games(parameters: unknown): object {
  checked(noParameters, parameters);
  return { games: ACME_GAMES };
}

function bets(parameters: unknown, { books, now }: State): object {
  const { day, page, per_page } = checked(betParameters, parameters);
  const from = Date.parse(day);
  if (from > now()) throw bad('day: in the future');
  const all = books.bets(from, from + DAY_MS);
  return {
    day,
    page,
    pages: Math.ceil(all.length / per_page),
    total: all.length,
    bets: all.slice((page - 1) * per_page, page * per_page),
  };
}
