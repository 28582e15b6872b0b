/** Postgres' binary numeric: groups of four decimal digits, exact both ways. */

const GROUP = 4;
const SIGNS = { plus: 0x0000, minus: 0x4000, nan: 0xc000 } as const;

/** Of a decimal's text (`-12.3400`), or NaN. */
export function numericBytes(text: string): Buffer {
  if (text === 'NaN') return head({ groups: 0, weight: 0, sign: SIGNS.nan, scale: 0 });
  const [, minus, whole = '', fraction = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(text) ?? [];
  const padded = whole.padStart(Math.ceil(whole.length / GROUP) * GROUP, '0');
  const tail = fraction.padEnd(Math.ceil(fraction.length / GROUP) * GROUP, '0');
  const groups = `${padded}${tail}`.match(/\d{4}/g)?.map(Number) ?? [];
  let weight = padded.length / GROUP - 1;
  while (groups[0] === 0) {
    groups.shift();
    weight -= 1;
  }
  while (groups.at(-1) === 0) groups.pop();
  if (groups.length === 0) weight = 0;
  const sign = minus && groups.length > 0 ? SIGNS.minus : SIGNS.plus;
  const bytes = head({ groups: groups.length, weight, sign, scale: fraction.length });
  groups.forEach((group, i) => {
    bytes.writeUInt16BE(group, 8 + i * 2);
  });
  return bytes;
}

interface Head {
  readonly groups: number;
  readonly weight: number;
  readonly sign: number;
  readonly scale: number;
}

function head({ groups, weight, sign, scale }: Head): Buffer {
  const bytes = Buffer.alloc(8 + groups * 2);
  bytes.writeInt16BE(groups, 0);
  bytes.writeInt16BE(weight, 2);
  bytes.writeUInt16BE(sign, 4);
  bytes.writeInt16BE(scale, 6);
  return bytes;
}

/** The text of such bytes. */
export function numericText(bytes: Buffer): string {
  const count = bytes.readInt16BE(0);
  const weight = bytes.readInt16BE(2);
  const sign = bytes.readUInt16BE(4);
  const scale = bytes.readInt16BE(6);
  if (sign === SIGNS.nan) return 'NaN';
  const group = (i: number) =>
    i < 0 || i >= count ? '0000' : String(bytes.readUInt16BE(8 + i * 2)).padStart(GROUP, '0');
  let whole = '';
  for (let i = 0; i <= weight; i++) whole += group(i);
  let fraction = '';
  for (let i = weight + 1; fraction.length < scale; i++) fraction += group(i);
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const rest = scale > 0 ? `.${fraction.slice(0, scale)}` : '';
  return `${sign === SIGNS.minus ? '-' : ''}${digits}${rest}`;
}
