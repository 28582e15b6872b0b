/**
 * From the bytes of an answer to its text, for all vendors alike: what the server packed is unpacked,
 * and bytes are text only if they are. A wrong charset read leniently makes one player of two.
 */
import { isAscii } from 'node:buffer';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { Dispatcher } from 'undici';
import { VendorError } from '../contract/errors.ts';
import type { HttpAnswer, HttpCall } from '../contract/net.ts';
import { giveBackBuffer, takeBuffer } from './body-buffers.ts';

type Named = Pick<HttpCall<unknown>, 'label' | 'charset' | 'charsetSetting'>;

interface Limits {
  /** Of the bytes as they come and as they are unpacked. */
  readonly maxBytes: number;
}

/** A body that is text. */
export type Body = Pick<HttpAnswer, 'text' | 'ascii' | 'hold'>;

/**
 * Bytes that are ASCII: whoever reads them as they are never pays for the text. When all who held them have let go, they
 * are another answer's, and reading on is an error of the program.
 */
class AsciiBody implements Body {
  #ascii: Buffer | undefined;
  #text: string | undefined;
  #holders = 0;
  readonly #giveBack: () => void;

  constructor(ascii: Buffer, giveBack: () => void) {
    this.#ascii = ascii;
    this.#giveBack = giveBack;
  }

  get ascii(): Buffer {
    return this.#standing();
  }

  get text(): string {
    this.#text ??= this.ascii.toString('latin1');
    return this.#text;
  }

  hold(): () => void {
    this.#standing();
    this.#holders += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holders -= 1;
      if (this.#holders > 0) return;
      this.#ascii = undefined;
      this.#giveBack();
    };
  }

  #standing(): Buffer {
    if (!this.#ascii) throw new Error('an answer was read after all had let go of its bytes');
    return this.#ascii;
  }
}

/** Of a body whose head says no length; twice as many whenever there are more. */
const FIRST_BYTES = 16 * 1024;

/** The body, whole. Throws VendorError `garbled` or `too-large`. */
export async function readBody(
  { body, headers }: Dispatcher.ResponseData,
  call: Named,
  limits: Limits,
): Promise<Body> {
  const length = Number(joined(headers['content-length']));
  const sent = await collect(body as AsyncIterable<Buffer>, call, { ...limits, length });
  const bytes = await unpack(sent, joined(headers['content-encoding']), { call, ...limits });
  const isUtf8 = call.charset === undefined || isSame(call.charset, UTF_8);
  const giveBack = () => giveBackBuffer(sent);
  if (isUtf8 && isAscii(bytes)) return new AsciiBody(bytes, giveBack);
  const text = decode(bytes, charsetOf(joined(headers['content-type'])), call);
  giveBack();
  return { text };
}

async function collect(
  body: AsyncIterable<Buffer>,
  call: Named,
  { maxBytes, length }: Limits & { readonly length: number },
): Promise<Buffer> {
  // what the head promises is one piece of memory, and what came for it can go at once
  let whole = takeBuffer(length > 0 && length <= maxBytes ? length : FIRST_BYTES);
  let size = 0;
  for await (const chunk of body) {
    const end = size + chunk.length;
    if (end > maxBytes) throw tooLarge(call, maxBytes); // leaving the loop destroys the body
    if (end > whole.length) {
      const longer = takeBuffer(Math.max(end, 2 * whole.length));
      longer.set(whole.subarray(0, size));
      giveBackBuffer(whole);
      whole = longer;
    }
    whole.set(chunk, size);
    size = end;
  }
  return whole.subarray(0, size);
}

const tooLarge = ({ label }: Named, maxBytes: number) =>
  new VendorError('too-large', `${label}: the answer exceeds ${maxBytes} bytes`);

type Unpack = (bytes: Buffer, options: zlib.ZlibOptions) => Promise<Buffer>;

const gunzip: Unpack = promisify(zlib.gunzip);
const inflate: Unpack = promisify(zlib.inflate);
const inflateRaw: Unpack = promisify(zlib.inflateRaw);
const brotli: Unpack = promisify(zlib.brotliDecompress);

/** Some servers send deflate without the wrapping that the name means; it begins with another nibble. */
const DEFLATED = 8;
const inflateAny: Unpack = (bytes, options) =>
  ((bytes[0] ?? 0) & 0x0f) === DEFLATED ? inflate(bytes, options) : inflateRaw(bytes, options);

const UNPACK: ReadonlyMap<string, Unpack> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflateAny],
  ['br', brotli],
]);
/** A server and a gateway may pack one after the other; more is somebody's joke. */
const MOST_LAYERS = 2;

async function unpack(
  packed: Buffer,
  header: string,
  { call, maxBytes }: Limits & { readonly call: Named },
): Promise<Buffer> {
  const layers = header.toLowerCase().split(/[\s,]+/);
  const encodings = layers.filter((name) => name !== '' && name !== 'identity');
  const unpackers = encodings.map((name) => UNPACK.get(name)).filter((each) => each !== undefined);
  if (unpackers.length < encodings.length || encodings.length > MOST_LAYERS) {
    const says = `${call.label}: the answer has the content-encoding ${JSON.stringify(header.slice(0, 40))}, which ggr does not read`;
    throw new VendorError('garbled', says, { hint: 'ask for gzip, deflate, br or none' });
  }
  let bytes = packed;
  try {
    for (const each of unpackers.toReversed()) {
      bytes = await each(bytes, { maxOutputLength: maxBytes });
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(call, maxBytes);
    const says = `${call.label}: the answer is no ${encodings.join(', ')}, as its head says, or was cut off (${code})`;
    throw new VendorError('garbled', says, { hint: STAYS, cause });
  }
  return bytes;
}

const STAYS = 'if it stays so, ask the vendor, or whoever runs the gateway before it';
const UTF_8 = 'utf-8';

/** A setting is the operator's word and beats the head; a head that names another charset beats silence. */
function decode(bytes: Buffer, declared: string | undefined, call: Named): string {
  const charset = call.charset ?? UTF_8;
  const isDoubted =
    call.charset === undefined && declared !== undefined && !isSame(declared, UTF_8);
  try {
    if (isDoubted) throw new TypeError('of another charset');
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (cause) {
    const heads = declared === undefined ? '' : `; its head says ${JSON.stringify(declared)}`;
    const says = `${call.label}: the answer is not ${charset.toUpperCase()}${heads}`;
    const hint = isGzip(bytes)
      ? `it begins as gzip does, which its head must say: ${STAYS}`
      : `set ${call.charsetSetting} to the charset in which the vendor writes`;
    throw new VendorError('garbled', says, { hint, cause });
  }
}

function isSame(label: string, encoding: string): boolean {
  try {
    return new TextDecoder(label).encoding === encoding;
  } catch {
    return false;
  }
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]{1,40})/i;

const charsetOf = (contentType: string) => CHARSET.exec(contentType)?.[1];

const joined = (header: string | string[] | undefined) => [header ?? ''].flat().join(', ');
