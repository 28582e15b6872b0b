/** Ten-thousandths as every row writes them: 4 decimals, sign kept, e.g. `-20.0000`. */
export function printAmount(amount: bigint): string {
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(5, '0');
  return `${sign}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/** Ten-thousandths as a float of the balance commands prints: no zeros behind (`500.5`, `500`). */
export function printFloat(amount: bigint): string {
  return printAmount(amount).replace(/\.?0+$/, '');
}
