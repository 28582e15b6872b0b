/** Every query of sql/examples on one store, which takes some seconds to build: days, ledger and play. */
import { afterAll } from 'vitest';
import { sharedExampleStore } from '../support/example-store.ts';
import './days.ts';
import './ledger.ts';
import './play.ts';

afterAll(async () => (await sharedExampleStore()).close());
