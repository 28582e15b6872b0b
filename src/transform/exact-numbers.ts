/**
 * Amounts that travel as JavaScript numbers: whole ten-thousandths below 2^53, and nothing else. The one exception to
 * money as bigint (docs/decisions/0003, 0022), for the loop that reads whole pages; what is not plainly right is NaN
 * here, and the bigint way decides. No fraction takes part in arithmetic: a product of whole numbers that passes
 * 2^53 stays above it when it is rounded, so that one comparison at the end sees it.
 */
import { LosslessNumber } from 'lossless-json';
import { Refusal } from '../contract/errors.ts';
import { amountFromFloat, UNSCALED } from './money.ts';

const SCALE = 4;
const POINT = 46;
const ZERO = 48;
const PLUS = 43;
const MINUS = 45;
/** 15 digits, the sign, the point, and zeros behind it. */
const LONGEST = 32;
/** A decimal of at most 15 digits is the only one of them that its double stands for. */
const FIFTEEN_DIGITS = 1e15;

/** How often a reported unit holds a currency unit; undefined where that is no whole number. */
export function wholeScale(scale: bigint = UNSCALED): number | undefined {
  return scale % UNSCALED === 0n && scale < BigInt(FIFTEEN_DIGITS)
    ? Number(scale / UNSCALED)
    : undefined;
}

/** A whole number times another. */
export function exactProduct(value: unknown, times: number): number {
  if (!Number.isSafeInteger(value)) return Number.NaN;
  return safe((value as number) * times);
}

/** A decimal written as text; digits beyond four decimals must be zeros. */
export function exactDecimal(text: string, times: number): number {
  const first = text.charCodeAt(0);
  let i = first === MINUS || first === PLUS ? 1 : 0;
  if (text.length > LONGEST || i === text.length) return Number.NaN;
  let whole = 0;
  let decimals = -1;
  for (; i < text.length; i += 1) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) {
      const isPoint = digit === POINT - ZERO && decimals < 0 && i + 1 < text.length;
      if (!isPoint || !isDigit(text.charCodeAt(i - 1))) return Number.NaN;
      decimals = 0;
    } else if (decimals < SCALE) {
      whole = whole * 10 + digit;
      if (decimals >= 0) decimals += 1;
    } else if (digit !== 0) return Number.NaN;
  }
  for (let n = Math.max(decimals, 0); n < SCALE; n += 1) whole *= 10;
  return safe((first === MINUS ? -whole : whole) * times);
}

const isDigit = (code: number) => code >= ZERO && code <= ZERO + 9;

/**
 * A number of units that the vendor computed in floating point. It is recognised, not computed with: if so many
 * ten-thousandths, of 15 digits at most, are this very double, it is what they are written as. Others, such as
 * 0.30000000000000004, take the bigint way one by one.
 */
export function exactFloat(value: unknown, times: number): number {
  if (typeof value === 'number') {
    const whole = Math.round(value * 10_000);
    if (Math.abs(whole) < FIFTEEN_DIGITS && whole / 10_000 === value) return safe(whole * times);
  } else if (!(value instanceof LosslessNumber)) return Number.NaN;
  try {
    return safe(Number(amountFromFloat(value, '')) * times);
  } catch (error) {
    if (error instanceof Refusal) return Number.NaN;
    throw error;
  }
}

function safe(whole: number): number {
  return Number.isSafeInteger(whole) ? whole : Number.NaN;
}
