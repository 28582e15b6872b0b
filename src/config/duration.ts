/** Lengths of time as people set them: 24h, 90m, 30s, 2d, or plain seconds. */

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d{1,9})([smhd]?)$/;

/** In milliseconds; undefined where the text is no such length. */
export function parseDuration(text: string): number | undefined {
  const [, digits, unit] = DURATION.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * UNITS[(unit || 's') as keyof typeof UNITS];
}
