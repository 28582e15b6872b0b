/**
 * Exact money. Inside ggr an amount is a bigint of ten-thousandths of the currency unit, in DuckDB a
 * DECIMAL(18,4). No JavaScript number takes part in arithmetic on it; what does not fit is refused,
 * never rounded or wrapped (docs/decisions/0003).
 */
import { Refusal } from '../contract/errors.ts';
import { integerOf, isJsonInteger, isJsonNumber, type JsonNumber, numberText } from './json.ts';

/** Ten-thousandths of a currency unit. */
export type Amount = bigint;

const SCALE = 4;
/** DECIMAL(18,4) holds 18 digits. */
const LIMIT = 10n ** 18n;
/** A scale of 1, in ten-thousandths. */
export const UNSCALED = 10n ** BigInt(SCALE);
const LI = 10n; // 1 yuan = 1000 li = 10 000 ten-thousandths
const LI_DIGITS = 3;
const CENT = 100n;
const DECIMAL = /^([+-]?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?$/;
/** Far more than any amount has, zeros behind it included; arithmetic on a million digits takes minutes. */
const LONGEST = 400;
/** Float noise: a difference below 1e-9 of a unit. */
const NOISE_DIGITS = 9;

/** Li (厘), whole, as PV sends every amount (pv.txt §1). */
export function amountFromLi(value: JsonNumber, field: string): Amount {
  return fitting(integerOf(value) * LI, field);
}

/** A sum of li, of any size. */
export function sumFromLi(value: JsonNumber): bigint {
  return integerOf(value) * LI;
}

/** Minor units of a hundredth, whole, as the wallet protocol sends them. */
export function amountFromCents(value: JsonNumber, field: string): Amount {
  if (!isJsonInteger(value)) throw new Refusal(field, 'not a whole number of cents');
  return fitting(integerOf(value) * CENT, field);
}

/** A decimal written as text, such as "-20.0000". Digits beyond four decimals must be zeros. */
export function amountFromDecimal(text: string, field: string): Amount {
  const { digits, scale } = parseDecimal(text, field);
  if (scale <= SCALE) return fitting(digits * 10n ** BigInt(SCALE - scale), field);
  const excess = 10n ** BigInt(scale - SCALE);
  if (digits % excess !== 0n) throw new Refusal(field, 'more than four decimals');
  return fitting(digits / excess, field);
}

/** A JSON number that the vendor computed in floating point, such as 0.30000000000000004. */
export function amountFromFloat(value: unknown, field: string): Amount {
  return withoutNoise(value, 0, field);
}

/** The same in li: PV sums bonuses in floating point (pv.txt 1.4). */
export function amountFromLiFloat(value: unknown, field: string): Amount {
  return withoutNoise(value, LI_DIGITS, field);
}

/** A float of units of 10^-digits as an amount. */
function withoutNoise(value: unknown, unitDigits: number, field: string): Amount {
  if (!isJsonNumber(value)) throw new Refusal(field, 'not a number');
  const parsed = parseDecimal(numberText(value), field);
  const { digits } = parsed;
  const scale = parsed.scale + unitDigits;
  if (scale <= SCALE) return fitting(digits * 10n ** BigInt(SCALE - scale), field);
  const excess = 10n ** BigInt(scale - SCALE);
  const rounded = roundHalfEven(digits, excess);
  const difference = digits - rounded * excess;
  const noise = (difference < 0n ? -difference : difference) * 10n ** BigInt(NOISE_DIGITS);
  if (noise >= 10n ** BigInt(scale)) throw new Refusal(field, 'more than four decimals');
  return fitting(rounded, field);
}

const SCALE_TEXT = /^[0-9]{1,9}(?:\.[0-9]{1,4})?$/;

/** How much one reported unit is worth, such as "1000", in ten-thousandths; undefined for all else. */
export function readScale(text: string): bigint | undefined {
  const scale = SCALE_TEXT.test(text) ? amountFromDecimal(text, 'scale') : 0n;
  return scale > 0n ? scale : undefined;
}

/** An amount in currency units from one in the units that the vendor reports. */
export function scaleAmount(amount: Amount, scale: bigint, field: string): Amount {
  const product = amount * scale;
  if (product % UNSCALED !== 0n) {
    throw new Refusal(field, "more than four decimals at the account's scale");
  }
  return fitting(product / UNSCALED, field);
}

/** A sum of amounts in currency units; what the scale leaves beyond four decimals is refused in each row. */
export function scaleSum(sum: bigint, scale: bigint): bigint {
  return (sum * scale) / UNSCALED;
}

/** The amount as text with four decimals: "-12.3400". */
export function formatAmount(amount: Amount): string {
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(SCALE + 1, '0');
  return `${sign}${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`;
}

/** The amount itself, if DECIMAL(18,4) holds it. */
export function fitting(amount: Amount, field: string): Amount {
  if (amount >= LIMIT || amount <= -LIMIT) {
    throw new Refusal(field, 'does not fit DECIMAL(18,4)');
  }
  return amount;
}

/** A decimal as whole digits and how many of them stand after the point (negative: zeros to add). */
function parseDecimal(text: string, field: string): { digits: bigint; scale: number } {
  if (text.length > LONGEST) throw new Refusal(field, `a number of ${text.length} characters`);
  const match = DECIMAL.exec(text);
  if (!match) throw new Refusal(field, 'not a decimal number');
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  return { digits: sign === '-' ? -digits : digits, scale };
}

function roundHalfEven(digits: bigint, divisor: bigint): bigint {
  const quotient = digits / divisor;
  const twice = (digits % divisor) * 2n;
  const magnitude = twice < 0n ? -twice : twice;
  const away = digits < 0n ? -1n : 1n;
  if (magnitude > divisor || (magnitude === divisor && quotient % 2n !== 0n))
    return quotient + away;
  return quotient;
}
