/** How whoever asks is told that months are forgotten: no answer is too small without a word. */

/** `months` as tell-forgotten.sql writes them. */
export function saysForgotten(months: string): string {
  return `forgotten here, and in no answer of the store: ${months}`;
}

export const FORGOTTEN_HINT = 'ask ClickHouse (`ggr docs clickhouse`)';
