import { type DemoAnswer, type DemoRequest, htmlAnswer } from '../faults.ts';
import { jsonText, renderJson } from '../json-text.ts';
import { printFloat } from './amounts.ts';
import { COMMANDS, type PreparedReport } from './commands.ts';
import { WM_MESSAGES, type WmErrorCode, WmRefusal } from './errors.ts';
import { WM_COMMANDS, type WmCommandName } from './misbehaviour.ts';
import {
  checkCredentials,
  checkTimestamp,
  readParameters,
  type WmParameters,
} from './parameters.ts';
import type { RateRule, WmCall } from './rate-rule.ts';
import type { WmState } from './vendor-state.ts';

export const GATEWAY_PATH = '/Api/En/Gateway.php';

/** What the gateway needs beside the state of the commands. */
export interface GatewayState extends WmState {
  readonly vendorId: string;
  readonly signature: string;
  readonly rate: RateRule;
  /** The clock without the vendor's offset, epoch ms; the rate rule and the log go by it. */
  readonly wallMs: () => number;
  log(call: WmCall): void;
  /** Settles when the vendor closes: what stalled calls wait for. */
  readonly closed: Promise<void>;
}

/** Answers one request: HTTP 200 and the envelope, whatever the command says. */
export async function answerGateway(
  state: GatewayState,
  request: DemoRequest,
): Promise<DemoAnswer> {
  if (request.path !== GATEWAY_PATH) return htmlAnswer(404, 'Not Found');
  if (request.method !== 'POST') return htmlAnswer(405, 'Method Not Allowed');
  const parameters = readParameters(request);
  const command = WM_COMMANDS.find((name) => name === parameters.get('cmd'));
  try {
    checkCredentials(parameters, state);
    if (command === undefined) throw new WmRefusal(900);
    return { body: await run(state, command, parameters) };
  } catch (error) {
    if (!(error instanceof WmRefusal)) throw error;
    const { code } = error;
    if (command !== undefined) {
      state.log({ command, atMs: state.wallMs(), errorCode: code, rows: 0 });
    }
    return { body: errorBody(code) };
  }
}

/** The body of an answer with an error code, e.g. for an `answer` fault. */
export function errorBody(code: WmErrorCode): string {
  return renderJson({ errorCode: code, errorMessage: WM_MESSAGES[code], result: null });
}

async function run(
  state: GatewayState,
  command: WmCommandName,
  parameters: WmParameters,
): Promise<string> {
  // Hello alone has no timestamp in the document.
  if (command !== 'Hello') checkTimestamp(parameters, state.nowMs());
  if (state.misbehave.disabled.has(state.vendorId)) throw new WmRefusal(10505);
  const prepared = COMMANDS[command](state, parameters);
  takeBusy(state, command);
  if ('rows' in prepared) return runReport(state, command, prepared);
  state.log({ command, atMs: state.wallMs(), errorCode: 0, rows: 0 });
  const { value } = prepared;
  return bodyOf(typeof value === 'bigint' ? jsonText(printFloat(value)) : value);
}

async function runReport(
  state: GatewayState,
  command: WmCommandName,
  report: PreparedReport,
): Promise<string> {
  const atMs = state.wallMs();
  const refusal = state.rate.refusal(command, atMs);
  if (refusal !== undefined) throw new WmRefusal(refusal);
  const lengthMs = report.range.toMs - report.range.fromMs;
  if (lengthMs > (state.misbehave.stallAboveMs.get(command) ?? Number.POSITIVE_INFINITY)) {
    state.log({ command, atMs, errorCode: null, rows: 0 });
    await state.closed;
    throw new Error('closed while a call stalled');
  }
  const rows = report.rows();
  const body = rows.length === 0 ? emptyBody(state) : bodyOf(rows);
  const idleMs = state.rate.idleMs(command, atMs);
  const errorCode = rows.length === 0 ? 107 : 0;
  state.log({
    command,
    atMs,
    errorCode,
    rows: rows.length,
    ...(idleMs === undefined ? {} : { idleMs }),
  });
  state.rate.answered(command, state.wallMs(), rows.length);
  return body;
}

function takeBusy(state: GatewayState, command: WmCommandName): void {
  const left = state.misbehave.busy.get(command) ?? 0;
  if (left <= 0) return;
  state.misbehave.busy.set(command, left - 1);
  throw new WmRefusal(911);
}

function bodyOf(result: unknown): string {
  return renderJson({ errorCode: 0, errorMessage: '', result });
}

const SHAPES = ['null', 'absent', 'list'] as const;
const RESULTS = { null: null, absent: undefined, list: [] } as const;
const rotations = new WeakMap<GatewayState, number>();

function emptyBody(state: GatewayState): string {
  const turn = rotations.get(state) ?? 0;
  rotations.set(state, turn + 1);
  const { emptyResult } = state.misbehave;
  const shape = emptyResult === 'rotate' ? (SHAPES[turn % 3] ?? 'null') : emptyResult;
  return renderJson({ errorCode: 107, errorMessage: WM_MESSAGES[107], result: RESULTS[shape] });
}
