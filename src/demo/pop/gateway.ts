import { type DemoAnswer, type DemoRequest, htmlAnswer } from '../faults.ts';
import { renderJson } from '../json-text.ts';
import { ENDPOINTS } from './endpoints.ts';
import { POP_MESSAGES, type PopErrorCode, PopRefusal } from './errors.ts';
import type { PopMisbehaviour } from './misbehaviour.ts';
import { checkCredentials, readBody } from './parameters.ts';
import type { PopState } from './vendor-state.ts';

const CONTENT_TYPE = 'application/json;charset=UTF-8';

/** What the vendor's HTTP side needs beside the state of the endpoints. */
export interface GatewayState extends PopState {
  readonly appId: string;
  readonly appSecret: string;
  /** The clock without the vendor's offset, epoch ms; the rate rule goes by it. */
  readonly wallMs: () => number;
  /** When the last call of a path was accepted, by wallMs. */
  readonly acceptedMs: Map<string, number>;
  /** What was counted so far: successes, for every second one without code, and 1019. */
  readonly counts: { successes: number; tooFrequent: number };
  /** Settles when the vendor closes: what stalled calls wait for. */
  readonly closed: Promise<void>;
}

/** Answers one request: HTTP 200 and the envelope, whatever the endpoint says (pop.txt 3 and 5). */
export async function answerRequest(
  state: GatewayState,
  request: DemoRequest,
): Promise<DemoAnswer> {
  const endpoint = ENDPOINTS.get(request.path);
  if (endpoint === undefined) return htmlAnswer(404, 'Not Found');
  if (request.method !== 'POST') return htmlAnswer(405, 'Method Not Allowed');
  try {
    checkCredentials(request, state);
    if (state.misbehave.refusal !== undefined) throw new PopRefusal(state.misbehave.refusal);
    takeTurn(state, request.path);
    const body = readBody(request);
    const data = endpoint(state, body);
    await stall(state, body);
    return { body: successBody(state, data), contentType: CONTENT_TYPE };
  } catch (error) {
    if (!(error instanceof PopRefusal)) throw error;
    if (error.code === 1019) state.counts.tooFrequent += 1;
    const hasCode = state.misbehave.codeAbsent !== 'everywhere';
    const body = { ...(hasCode ? { code: error.code } : {}), error: error.message, data: null };
    return { body: renderJson(body), contentType: CONTENT_TYPE };
  }
}

/** The body of an answer with a code of the document, e.g. for an `answer` fault. */
export function errorBody(code: PopErrorCode): string {
  return renderJson({ code, error: POP_MESSAGES[code], data: null });
}

// Refused calls do not make the wait longer.
function takeTurn({ misbehave, acceptedMs, wallMs }: GatewayState, path: string): void {
  const busy = misbehave.busy.get(path) ?? 0;
  if (busy > 0) {
    misbehave.busy.set(path, busy - 1);
    throw new PopRefusal(1019);
  }
  // A clock that a test sets back makes nobody wait.
  const sinceMs = wallMs() - (acceptedMs.get(path) ?? Number.POSITIVE_INFINITY);
  if (sinceMs >= 0 && sinceMs < misbehave.minIntervalMs) throw new PopRefusal(1019);
  acceptedMs.set(path, wallMs());
}

async function stall({ misbehave, closed }: GatewayState, body: unknown): Promise<void> {
  const count = (body as { Count?: unknown }).Count;
  if (typeof count !== 'number' || count <= misbehave.stallAboveCount) return;
  await closed;
  throw new Error('closed while a call stalled');
}

function successBody({ misbehave, counts }: GatewayState, data: object): string {
  const turn = counts.successes;
  counts.successes += 1;
  return renderJson({ ...(leavesOutCode(misbehave, turn) ? {} : { code: 0 }), error: '', data });
}

function leavesOutCode({ codeAbsent }: PopMisbehaviour, turn: number): boolean {
  if (codeAbsent === 'alternate') return turn % 2 === 1;
  return codeAbsent !== 'no';
}
