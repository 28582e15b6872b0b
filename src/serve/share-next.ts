/** One answer for all who ask while another is made: dear ones are made one at a time, whoever asks how often. */

/**
 * What asks `make`, one call at a time. Who asks while an answer is made shares the next one, for that begins after they
 * asked: nobody hears less than what was known then. Rejects as `make` does.
 */
export function shareNext<T>(make: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const begin = () => {
    next = undefined;
    const made = make().finally(() => {
      if (running === made) running = undefined;
    });
    running = made;
    return made;
  };
  return () => {
    if (next) return next;
    if (!running) return begin();
    next = running.then(begin, begin);
    return next;
  };
}
