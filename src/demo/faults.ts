import type { IncomingHttpHeaders } from 'node:http';

/** One request as a bundled vendor received it. */
export interface DemoRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as text. */
  readonly text: string;
  /** The body parsed as JSON, or the text itself where it is no JSON. */
  readonly body: unknown;
  /** Arrival by this machine's clock, epoch ms, whatever clock the vendor pretends to have. */
  readonly receivedAtMs: number;
}

/** What a vendor answers: HTTP status (200 if not given), the body, further headers. */
export interface DemoAnswer {
  readonly status?: number;
  readonly body: string | Buffer;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A way in which an answer goes wrong. */
export type Fault =
  | { kind: 'http-500-html' }
  | { kind: 'http-502-html' }
  | { kind: 'http-429'; retryAfterSeconds?: number }
  /** The socket is reset before a byte of the answer. */
  | { kind: 'reset' }
  /** Accepted and never answered until the server closes; with `ms` or `until`, answered then. */
  | { kind: 'stall'; ms?: number; until?: Promise<void> }
  /** The first half of the right body, with the length of that half declared: HTTP sees no fault. */
  | { kind: 'truncated-json' }
  /** The right body followed by blanks up to `bytes`: still valid JSON. */
  | { kind: 'huge'; bytes: number }
  /** Valid JSON, HTTP 200, not what was promised. */
  | { kind: 'wrong-shape'; body?: string }
  /** The right body with something else in it. A request that the vendor refuses is refused as before. */
  | { kind: 'edited'; edit: (body: string, request: DemoRequest) => string }
  /** Any answer at all, e.g. a vendor's own error code. */
  | {
      kind: 'answer';
      status?: number;
      body: string | Buffer;
      headers?: Record<string, string>;
    };

/** A fault and when it happens. */
export type FaultRule = Fault & {
  /** Only requests to exactly this path. */
  path?: string;
  /** Only requests for which this is true. */
  match?: (request: DemoRequest) => boolean;
  /** How many of the matching requests fail (1; Infinity for always). */
  times?: number;
  /** How many matching requests pass unharmed first (0). */
  after?: number;
};

/** The faults to come, in order. */
export interface FaultPlan {
  add(...rules: FaultRule[]): void;
  clear(): void;
  /** How many rules are not used up. */
  readonly pending: number;
  /** The fault of this request, if any; uses it up. */
  take(request: DemoRequest): Fault | undefined;
}

/** An empty plan. The first rule that matches a request and is not waiting applies to it. */
export function createFaultPlan(): FaultPlan {
  let waiting: { rule: FaultRule; times: number; after: number }[] = [];
  return {
    add(...rules) {
      const entries = rules.map((rule) => ({
        rule,
        times: rule.times ?? 1,
        after: rule.after ?? 0,
      }));
      waiting.push(...entries);
    },
    clear() {
      waiting = [];
    },
    get pending() {
      return waiting.length;
    },
    take(request) {
      for (const entry of waiting) {
        if (!applies(entry.rule, request)) continue;
        if (entry.after > 0) {
          entry.after -= 1;
          continue;
        }
        entry.times -= 1;
        waiting = waiting.filter((other) => other.times > 0);
        return entry.rule;
      }
      return undefined;
    },
  };
}

function applies(rule: FaultRule, request: DemoRequest): boolean {
  if (rule.path !== undefined && rule.path !== request.path) return false;
  return rule.match?.(request) ?? true;
}

/** The answer a fault gives without asking the vendor at all; undefined where it needs his. */
export function answerInstead(fault: Fault | undefined): DemoAnswer | undefined {
  switch (fault?.kind) {
    case 'http-500-html':
      return htmlAnswer(500, 'Internal Server Error');
    case 'http-502-html':
      return htmlAnswer(502, 'Bad Gateway');
    case 'http-429':
      return {
        ...htmlAnswer(429, 'Too Many Requests'),
        ...(fault.retryAfterSeconds === undefined
          ? {}
          : { headers: { 'retry-after': String(fault.retryAfterSeconds) } }),
      };
    case 'wrong-shape':
      return { body: fault.body ?? '["unexpected"]' };
    case 'answer':
      return fault;
    default:
      return undefined;
  }
}

/** The vendor's right answer, spoilt. */
export function spoil(
  fault: Fault | undefined,
  answer: DemoAnswer,
  request: DemoRequest,
): DemoAnswer {
  if (fault?.kind === 'edited') {
    const isRefused = (answer.status ?? 200) !== 200;
    return isRefused ? answer : { ...answer, body: fault.edit(String(answer.body), request) };
  }
  if (fault?.kind !== 'truncated-json' && fault?.kind !== 'huge') return answer;
  const body = Buffer.from(answer.body);
  if (fault.kind === 'truncated-json')
    return { ...answer, body: body.subarray(0, body.length / 2) };
  return { ...answer, body: Buffer.concat([body, Buffer.alloc(paddingOf(fault, body), ' ')]) };
}

function paddingOf(fault: { bytes: number }, body: Buffer): number {
  return Math.max(0, fault.bytes - body.length);
}

/** A page as a proxy in front of the vendor would write it. */
export function htmlAnswer(status: number, title: string): DemoAnswer {
  const body = `<html><head><title>${status} ${title}</title></head><body><center><h1>${status} ${title}</h1></center></body></html>`;
  return { status, body, contentType: 'text/html' };
}
