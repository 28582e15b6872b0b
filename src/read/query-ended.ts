import { UsageError } from '../contract/errors.ts';

/** A query that ran too long, took too much, or ended the process it ran in: asked again it would do the same. */
export class QueryEnded extends UsageError {}
