/** The gaming day of an instant, as ggr.gaming_day gives it: what a clock in the zone shows, less the day's start. */
import { localDigits } from '../../transform/time.ts';
import { addDays } from './format.ts';

interface Rules {
  /** IANA. */
  readonly zone: string;
  /** HH:MM. */
  readonly dayStart: string;
}

export function gamingDay(now: number, { zone, dayStart }: Rules): string {
  const digits = localDigits(now, zone);
  const [day, time] = [
    `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`,
    digits.slice(8, 12),
  ];
  return time < dayStart.replace(':', '') ? addDays(day, -1) : day;
}
