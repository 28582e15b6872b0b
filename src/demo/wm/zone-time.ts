/** The vendor's zone as a fixed offset; China has had no summer time since 1991. */
export interface ZoneTime {
  /** `YYYY-MM-DD HH:mm:ss` as rows write it, from epoch ms. */
  print(atMs: number): string;
  /** Epoch ms of `yyyyMMddHHmmss`; undefined where that is no time. */
  parseSecond(text: string): number | undefined;
  /** Epoch ms of the day's first second, from `yyyyMMdd`; undefined where that is no day. */
  parseDay(text: string): number | undefined;
}

/** Makes the times of a zone so many minutes ahead of UTC. */
export function zoneTimeOf(offsetMinutes: number): ZoneTime {
  const offsetMs = offsetMinutes * 60_000;
  const print = (atMs: number): string =>
    new Date(atMs + offsetMs).toISOString().slice(0, 19).replace('T', ' ');
  const parseSecond = (text: string): number | undefined => {
    const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text)?.slice(1);
    if (parts === undefined) return undefined;
    const [year, month, day, hour, minute, second] = parts;
    const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
    const utcMs = Date.parse(`${iso}Z`);
    // Some days that do not exist, and 24:00:00, parse as the next day: they come back otherwise.
    if (Number.isNaN(utcMs) || !new Date(utcMs).toISOString().startsWith(iso)) return undefined;
    return utcMs - offsetMs;
  };
  return {
    print,
    parseSecond,
    parseDay: (text) => (text.length === 8 ? parseSecond(`${text}000000`) : undefined),
  };
}
