/**
 * fast-check as the tests use it. `npm test` draws the same examples every time, so that a commit is green or red and not
 * by luck; `npm run test:all` draws new ones and prints the seed of what it finds. GGR_SEED=<number> or `random` decides.
 */
import fc from 'fast-check';

const seed = process.env.GGR_SEED ?? (process.env.GGR_TESTS === 'all' ? 'random' : '20261128');
if (seed !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });

export default fc;
