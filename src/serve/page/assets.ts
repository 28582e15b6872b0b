/** The page's own files: scripts and a style sheet of folder page/, and uPlot's. They hold no data and are open. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { SHELTER } from './reply.ts';

const FOLDER = new URL('../../../page/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const UPLOT: Readonly<Record<string, string>> = {
  'uplot.js': 'uplot/dist/uPlot.iife.min.js',
  'uplot.css': 'uplot/dist/uPlot.min.css',
};

interface Asset {
  readonly type: string;
  readonly zipped: Buffer;
  readonly plain: Buffer;
  readonly tag: string;
}

/** Read once, at the first request. */
const assets = new Map<string, Asset>();

export function assetNames(): string[] {
  const own = readdirSync(FOLDER).filter((name) => extname(name) in TYPES);
  return [...own, ...Object.keys(UPLOT)];
}

export function findAsset(name: string): Asset | undefined {
  let asset = assets.get(name);
  if (!asset && assetNames().includes(name)) {
    const plain = readFileSync(pathOf(name));
    const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    asset = { type, plain, zipped: gzipSync(plain), tag };
    assets.set(name, asset);
  }
  return asset;
}

function pathOf(name: string): string {
  const packed = UPLOT[name];
  if (packed === undefined) return fileURLToPath(new URL(name, FOLDER));
  return createRequire(import.meta.url).resolve(packed);
}

/** Browsers keep them and ask whether they have changed: a new ggr must not meet an old script. */
export function sendAsset(asked: IncomingMessage, answer: ServerResponse, asset: Asset): void {
  const { tag, type } = asset;
  const headers = { ...SHELTER, etag: tag, 'cache-control': 'no-cache' };
  if (asked.headers['if-none-match'] === tag) {
    answer.writeHead(304, headers).end();
    return;
  }
  const isZipped = /\bgzip\b/.test(String(asked.headers['accept-encoding'] ?? ''));
  const body = isZipped ? asset.zipped : asset.plain;
  answer.writeHead(200, {
    ...headers,
    'content-type': type,
    'content-length': body.byteLength,
    ...(isZipped && { 'content-encoding': 'gzip' }),
    vary: 'accept-encoding',
  });
  answer.end(body);
}
