/** The form of every refusal on the internal address. */

export function problem(code: string, message: string, hint?: string) {
  return { error: { code, message, ...(hint !== undefined && { hint }) } };
}

export function refusalOf(status: 401 | 403) {
  return status === 401
    ? problem('unauthorized', 'a bearer token is expected')
    : problem('forbidden', 'the bearer token is wrong');
}
