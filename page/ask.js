/** Requests to this page's own address; what acts carries a header that no form can send. */

const HEADER = { 'ggr-page': '1' };

/** HTML of a part of the page. A session that is over goes back to the login. */
export async function fetchPart(path) {
  const answer = await fetch(path, { headers: HEADER, redirect: 'error' });
  if (answer.status === 401) location.assign('/');
  if (!(answer.headers.get('content-type') ?? '').startsWith('text/html')) {
    const { error } = await answer.json();
    throw new Error(error?.message ?? `the page answered ${answer.status}`);
  }
  return parse(await answer.text());
}

/** The server has escaped all data in it; scripts in it would not run in any case. */
function parse(text) {
  const document = new DOMParser().parseFromString(text, 'text/html');
  return [...document.body.childNodes];
}

export function post(path, body, signal) {
  return fetch(path, {
    method: 'POST',
    headers: { ...HEADER, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    ...(signal && { signal }),
  });
}
