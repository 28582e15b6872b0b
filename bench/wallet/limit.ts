/**
 * What Node and SQLite allow at most: node:http, one INSERT a request into a table with a key, all that arrived
 * together in one commit with synchronous=FULL. No rules, no mark, no proof, no credit.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readJob, ready } from './job.ts';

const db = new DatabaseSync(join(readJob().folder, 'limit.sqlite'));
db.exec(
  `pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000; pragma cache_size = -65536;
   create table entries (id integer not null primary key, body text not null) strict`,
);
const insert = db.prepare('insert into entries (id, body) values (?, ?)');
let waiting: (() => void)[] = [];
let next = 0;

function commit(): void {
  const batch = waiting;
  waiting = [];
  db.exec('commit');
  for (const answer of batch) answer();
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    if (waiting.length === 0) {
      db.exec('begin immediate');
      setImmediate(commit);
    }
    next += 1;
    insert.run(next, body);
    const text = `{"credit":${JSON.parse(body).id},"result":1,"time":"21-09-2023 03:23:23"}`;
    waiting.push(() => {
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': text.length,
      });
      response.end(text);
    });
  });
});
server.listen(0, '127.0.0.1', () =>
  ready((server.address() as AddressInfo).port, async () => {
    server.closeAllConnections();
    server.close();
    db.close();
    return {};
  }),
);
