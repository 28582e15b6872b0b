/** What every answer of the page has: nothing of another origin runs, frames, or is told where it came from. */
import type { ServerResponse } from 'node:http';
import type { Html } from './html.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const SHELTER = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function sendHtml(
  answer: ServerResponse,
  body: Html,
  { status = 200, headers }: Reply = {},
) {
  answer.writeHead(status, {
    ...SHELTER,
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body.text),
    'cache-control': 'no-store',
    ...headers,
  });
  answer.end(body.text);
}

export function sendJson(
  answer: ServerResponse,
  document: object,
  { status = 200, headers }: Reply,
) {
  const body = JSON.stringify(document);
  answer.writeHead(status, {
    ...SHELTER,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...headers,
  });
  answer.end(body);
}
