/** src/catalogue.ts as it would be with Acme in it: two imports and two entries. */
import { catalogueOf, streams } from '../../../src/catalogue.ts';
import { acmeBets } from './extract/bets.ts';
import { acmeGames } from './extract/games.ts';

export const catalogue = catalogueOf([...streams, acmeBets, acmeGames]);
