/** What tools ask of Postgres' catalogue before they show a table, each as the tool writes it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWire, TOKEN } from '../../support/postgres.ts';
import { errorOf, textsOf, WireClient } from '../../support/wire-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-catalogue-'));
let wire: Awaited<ReturnType<typeof startWire>>;
let client: WireClient;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(join(folder, 'analytics.duckdb'));
  const connection = await instance.connect();
  await connection.run(`create schema ggr; create schema sync;
    create table ggr.bets (bet_id varchar, stake decimal(18,4), bets bigint, placed_at timestamp, tags varchar[], ok boolean not null);
    create view ggr.daily as select placed_at::date as day, sum(stake) as stake from ggr.bets group by all;
    create table sync.windows (state varchar);
    comment on table ggr.bets is 'Every bet'; comment on column ggr.bets.stake is 'What was staked'`);
  connection.closeSync();
  instance.closeSync();
  const hold = async () => ({ folder, release: () => {} });
  wire = await startWire({ reach: [folder], hold });
  client = await WireClient.start(wire.port, TOKEN);
});
afterAll(async () => {
  client.close();
  await wire.close();
  rmSync(folder, { recursive: true });
});

const QUESTIONS: readonly (readonly [string, string, unknown])[] = [
  [
    'Perl (DBD::Pg)',
    `SELECT quote_ident(n.nspname) AS table_schem, c.relname, d.description FROM pg_catalog.pg_class AS c LEFT JOIN pg_catalog.pg_description AS d ON (c.oid = d.objoid AND c.tableoid = d.classoid AND d.objsubid = 0) LEFT JOIN pg_catalog.pg_namespace n ON (n.oid = c.relnamespace) WHERE n.nspname LIKE 'ggr' AND c.relkind = ANY('{r,v}')`,
    2,
  ],
  ['TypeORM', 'SELECT * FROM current_schema()', [['ggr']]],
  [
    'Ruby (pg)',
    `SELECT t.oid, t.typname, t.typelem, t.typdelim, ti.proname AS typinput FROM pg_type AS t JOIN pg_proc AS ti ON ti.oid = t.typinput WHERE t.typname IN ('bool', '_bool')`,
    2,
  ],
  [
    'DBeaver',
    `SELECT n.oid,n.*,d.description FROM pg_catalog.pg_namespace n LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=n.oid AND d.objsubid=0 AND d.classoid='pg_namespace'::regclass WHERE nspname='ggr' ORDER BY nspname`,
    1,
  ],
  [
    'DBeaver',
    `SELECT c.oid,c.*,d.description,pg_catalog.pg_get_expr(c.relpartbound, c.oid) as partition_expr,  pg_catalog.pg_get_partkeydef(c.oid) as partition_key FROM pg_catalog.pg_class c LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_class'::regclass WHERE c.relnamespace=(select oid from pg_namespace where nspname = 'ggr') AND c.relkind not in ('i','I','c')`,
    2,
  ],
  [
    'DBeaver',
    `SELECT c.relname,a.*,pg_catalog.pg_get_expr(ad.adbin, ad.adrelid, true) as def_value,dsc.description,dep.objid FROM pg_catalog.pg_attribute a INNER JOIN pg_catalog.pg_class c ON (a.attrelid=c.oid) LEFT OUTER JOIN pg_catalog.pg_attrdef ad ON (a.attrelid=ad.adrelid AND a.attnum = ad.adnum) LEFT OUTER JOIN pg_catalog.pg_description dsc ON (c.oid=dsc.objoid AND a.attnum = dsc.objsubid) LEFT OUTER JOIN pg_depend dep on dep.refobjid = a.attrelid AND dep.deptype = 'i' and dep.refobjsubid = a.attnum and dep.classid = dep.refclassid WHERE NOT a.attisdropped AND c.oid='ggr.bets'::regclass ORDER BY a.attnum`,
    6,
  ],
  [
    'DBeaver',
    `SELECT t.oid,t.*,c.relkind,format_type(nullif(t.typbasetype, 0), t.typtypmod) as base_type_name, d.description FROM pg_catalog.pg_type t LEFT OUTER JOIN pg_catalog.pg_type et ON et.oid=t.typelem LEFT OUTER JOIN pg_catalog.pg_class c ON c.oid=t.typrelid LEFT OUTER JOIN pg_catalog.pg_description d ON t.oid=d.objoid WHERE t.typname IS NOT NULL AND (c.relkind IS NULL OR c.relkind = 'c') AND (et.typcategory IS NULL OR et.typcategory <> 'C') and t.typname in ('int4', '_int4')`,
    2,
  ],
  [
    'DBeaver',
    `SELECT c.oid,c.*,t.relname as tabrelname,rt.relnamespace as refnamespace,d.description, case when c.contype='c' then "substring"(pg_get_constraintdef(c.oid), 7) else null end consrc_copy FROM pg_catalog.pg_constraint c INNER JOIN pg_catalog.pg_class t ON t.oid=c.conrelid LEFT OUTER JOIN pg_catalog.pg_class rt ON rt.oid=c.confrelid LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_constraint'::regclass WHERE c.conrelid=1 ORDER BY c.oid`,
    0,
  ],
  [
    'DBeaver',
    `SELECT db.oid,db.* FROM pg_catalog.pg_database db WHERE datallowconn AND NOT datistemplate OR db.datname ='ggr' ORDER BY db.datname`,
    1,
  ],
  [
    'DBeaver',
    `select string_agg(word, ',') from pg_catalog.pg_get_keywords() where word <> ALL ('{a,"null",abs}'::text[])`,
    1,
  ],
  [
    'Metabase',
    `SELECT "n"."nspname" AS "schema", "c"."relname" AS "name", CASE "c"."relkind" WHEN 'r' THEN 'TABLE' WHEN 'v' THEN 'VIEW' ELSE NULL END AS "type", "d"."description" FROM "pg_catalog"."pg_class" AS "c" INNER JOIN "pg_catalog"."pg_namespace" AS "n" ON "c"."relnamespace" = "n"."oid" LEFT JOIN "pg_catalog"."pg_description" AS "d" ON ("c"."oid" = "d"."objoid") AND ("d"."objsubid" = 0) AND ("d"."classoid" = 'pg_class'::regclass) WHERE ("c"."relnamespace" = "n"."oid") AND ("n"."nspname" !~ '^information_schema|catalog_history|pg_') AND ("c"."relkind" in ('r', 'p', 'v', 'f', 'm')) AND has_table_privilege('"' || replace("n"."nspname", '"', '""') || '"."' || replace("c"."relname", '"', '""') || '"', 'SELECT') ORDER BY "type" ASC, "schema" ASC, "name" ASC`,
    [
      ['ggr', 'bets', 'TABLE', 'Every bet'],
      ['ggr', 'daily', 'TABLE', null],
      ['sync', 'windows', 'TABLE', null],
    ],
  ],
  [
    'Metabase',
    `SELECT "c"."column_name" AS "name", CASE WHEN "c"."udt_schema" IN ('public', 'pg_catalog') THEN FORMAT('%s', "c"."udt_name") ELSE FORMAT('"%s"."%s"', "c"."udt_schema", "c"."udt_name") END AS "database-type", "c"."ordinal_position" - 1 AS "database-position", "c"."table_schema" AS "table-schema", "pk"."column_name" IS NOT NULL AS "pk?", COL_DESCRIPTION(CAST(CAST(FORMAT('%I.%I', CAST("c"."table_schema" AS TEXT), CAST("c"."table_name" AS TEXT)) AS REGCLASS) AS OID), "c"."ordinal_position") AS "field-comment", (("column_default" IS NULL) OR (LOWER("column_default") = 'null')) AND ("is_nullable" = 'NO') AS "database-required" FROM "information_schema"."columns" AS "c" LEFT JOIN (SELECT "tc"."table_schema", "tc"."table_name", "kc"."column_name" FROM "information_schema"."table_constraints" AS "tc" INNER JOIN "information_schema"."key_column_usage" AS "kc" ON ("tc"."constraint_name" = "kc"."constraint_name") AND ("tc"."table_schema" = "kc"."table_schema") WHERE "tc"."constraint_type" = 'PRIMARY KEY') AS "pk" ON ("c"."table_schema" = "pk"."table_schema") WHERE c.table_schema !~ '^information_schema|catalog_history|pg_' AND c.table_name = 'bets' AND c.column_name = 'stake'`,
    [['stake', 'numeric', '1', 'ggr', 'f', 'What was staked', 'f']],
  ],
  [
    'Metabase',
    `SELECT nspname FROM pg_catalog.pg_namespace n WHERE has_schema_privilege(n.nspname, 'USAGE') AND nspname ~* '^GGR$'`,
    [['ggr']],
  ],
  [
    'Metabase',
    `SELECT t.typname, e.enumlabel FROM pg_type t JOIN pg_enum e ON t.oid = e.enumtypid`,
    0,
  ],
  [
    'Grafana',
    `SELECT CASE WHEN quote_ident(table_schema) IN (SELECT CASE WHEN trim(s[i]) = '"$user"' THEN user ELSE trim(s[i]) END FROM generate_series(array_lower(string_to_array(current_setting('search_path'),','),1), array_upper(string_to_array(current_setting('search_path'),','),1)) as i, string_to_array(current_setting('search_path'),',') s) THEN quote_ident(table_name) ELSE quote_ident(table_schema) || '.' || quote_ident(table_name) END AS "table" FROM information_schema.tables WHERE quote_ident(table_schema) NOT IN ('information_schema','pg_catalog') ORDER BY 1`,
    [['bets'], ['daily'], ['sync.windows']],
  ],
  ['Grafana', `select current_setting('server_version_num')::int/100 as version`, 1],
  [
    'Grafana',
    `SELECT quote_ident(column_name) AS "column", data_type AS "type" FROM information_schema.columns WHERE quote_ident(table_name) = 'bets' and data_type like 'timestamp%'`,
    [['placed_at', 'timestamp without time zone']],
  ],
  ['SQLAlchemy', `select pg_catalog.version()`, 1],
  [
    'SQLAlchemy',
    `SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relkind = ANY (ARRAY['r', 'p']) AND pg_catalog.pg_class.relpersistence != 't' AND pg_catalog.pg_table_is_visible(pg_catalog.pg_class.oid) AND pg_catalog.pg_namespace.nspname != 'pg_catalog'`,
    [['bets'], ['daily']],
  ],
  [
    'SQLAlchemy',
    `SELECT pg_catalog.pg_attribute.attname AS name, pg_catalog.format_type(pg_catalog.pg_attribute.atttypid, pg_catalog.pg_attribute.atttypmod) AS format_type, (SELECT pg_catalog.pg_get_expr(pg_catalog.pg_attrdef.adbin, pg_catalog.pg_attrdef.adrelid) AS pg_get_expr_1 FROM pg_catalog.pg_attrdef WHERE pg_catalog.pg_attrdef.adrelid = pg_catalog.pg_attribute.attrelid AND pg_catalog.pg_attrdef.adnum = pg_catalog.pg_attribute.attnum AND pg_catalog.pg_attribute.atthasdef) AS "default", pg_catalog.pg_attribute.attnotnull AS not_null, pg_catalog.pg_class.relname AS table_name, pg_catalog.pg_description.description AS comment, pg_catalog.pg_attribute.attgenerated AS generated FROM pg_catalog.pg_class LEFT OUTER JOIN pg_catalog.pg_attribute ON pg_catalog.pg_class.oid = pg_catalog.pg_attribute.attrelid AND pg_catalog.pg_attribute.attnum > 0 AND NOT pg_catalog.pg_attribute.attisdropped LEFT OUTER JOIN pg_catalog.pg_description ON pg_catalog.pg_description.objoid = pg_catalog.pg_attribute.attrelid AND pg_catalog.pg_description.objsubid = pg_catalog.pg_attribute.attnum JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relkind = ANY (ARRAY['r', 'p', 'f', 'v', 'm']) AND pg_catalog.pg_namespace.nspname = 'ggr' AND pg_catalog.pg_class.relname IN ('bets') ORDER BY pg_catalog.pg_class.relname, pg_catalog.pg_attribute.attnum`,
    [
      ['bet_id', 'text', null, 'f', 'bets', null, ''],
      ['stake', 'numeric(18,4)', null, 'f', 'bets', 'What was staked', ''],
      ['bets', 'bigint', null, 'f', 'bets', null, ''],
      ['placed_at', 'timestamp without time zone', null, 'f', 'bets', null, ''],
      ['tags', 'text[]', null, 'f', 'bets', null, ''],
      ['ok', 'boolean', null, 't', 'bets', null, ''],
    ],
  ],
  [
    'SQLAlchemy',
    `select current_schema(), current_database(), current_user`,
    [['ggr', 'ggr', 'ggr']],
  ],
  [
    '.NET',
    `SELECT ns.nspname, t.oid, t.typname, t.typtype, t.typnotnull, t.elemtypoid FROM (SELECT typ.oid, typ.typnamespace, typ.typname, typ.typtype, typ.typrelid, typ.typnotnull, typ.relkind, elemtyp.oid AS elemtypoid, elemtyp.typname AS elemtypname, elemcls.relkind AS elemrelkind, CASE WHEN elemproc.proname='array_recv' THEN 'a' ELSE elemtyp.typtype END AS elemtyptype, typ.typcategory FROM (SELECT typ.oid, typnamespace, typname, typrelid, typnotnull, relkind, typelem AS elemoid, CASE WHEN proc.proname='array_recv' THEN 'a' ELSE typ.typtype END AS typtype, CASE WHEN proc.proname='array_recv' THEN typ.typelem WHEN typ.typtype='r' THEN rngsubtype WHEN typ.typtype='d' THEN typ.typbasetype END AS elemtypoid, typ.typcategory FROM pg_type AS typ LEFT JOIN pg_class AS cls ON (cls.oid = typ.typrelid) LEFT JOIN pg_proc AS proc ON proc.oid = typ.typreceive LEFT JOIN pg_range ON (pg_range.rngtypid = typ.oid)) AS typ LEFT JOIN pg_type AS elemtyp ON elemtyp.oid = elemtypoid LEFT JOIN pg_class AS elemcls ON (elemcls.oid = elemtyp.typrelid) LEFT JOIN pg_proc AS elemproc ON elemproc.oid = elemtyp.typreceive) AS t JOIN pg_namespace AS ns ON (ns.oid = typnamespace) WHERE typname in ('int4', '_int4') ORDER BY t.oid`,
    [
      ['pg_catalog', '23', 'int4', 'b', 'f', null],
      ['pg_catalog', '1007', '_int4', 'a', 'f', '23'],
    ],
  ],
  [
    'Power BI',
    `select TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE from INFORMATION_SCHEMA.tables where TABLE_SCHEMA not in ('information_schema', 'pg_catalog') order by TABLE_SCHEMA, TABLE_NAME`,
    [
      ['ggr', 'bets', 'BASE TABLE'],
      ['ggr', 'daily', 'BASE TABLE'],
      ['sync', 'windows', 'BASE TABLE'],
    ],
  ],
  ['Power BI', `select "$Table"."stake" from "ggr"."ggr"."bets" "$Table" limit 1000`, 0],
  ['Power BI', `select character_set_name from INFORMATION_SCHEMA.character_sets`, [['UTF8']]],
  [
    'Power BI',
    `select table_name, view_definition is not null from information_schema.views`,
    [['daily', 't']],
  ],
  [
    'Tableau',
    `select NULL, nspname, relname, 'BASE', '' from pg_catalog.pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = 'bets'::regclass::oid`,
    1,
  ],
  [
    'psycopg',
    `select count(*) from pg_type where typname = any('{}') or typname <> all('{}') and typname = 'int8'`,
    [['1']],
  ],
  [
    'R',
    `SELECT oid, typname FROM pg_type WHERE typname = any('{int8,numeric}'::name[]) order by 1`,
    [
      ['20', 'int8'],
      ['1700', 'numeric'],
    ],
  ],
  [
    'anybody',
    `select c.oid::regclass::text, 'numeric'::regtype::oid, 20::regtype, nspname::name from pg_class c join pg_namespace n on n.oid = relnamespace where relname in ('windows')`,
    [['sync.windows', '1700', 'bigint', 'sync']],
  ],
  ['anybody', `with pg_class as (select 1 as mine) select * from pg_class`, [['1']]],
  [
    'anybody',
    `select 'pg_catalog.x ~ OPERATOR(pg_catalog.~)' as a, /* pg_catalog. */ 'abc' ~ 'b', 'abc' !~ '^b', 'abc' OPERATOR(pg_catalog.~*) 'B', 5.123456::numeric`,
    [['pg_catalog.x ~ OPERATOR(pg_catalog.~)', 't', 't', 't', '5.1234560000']],
  ],
];

test.each(QUESTIONS)('%s is answered: %s', async (_, question, expected) => {
  const said = await client.query(question);
  expect(errorOf(said)).toEqual({});
  const rows = textsOf(said);
  expect(typeof expected === 'number' ? rows.length : rows).toEqual(expected);
});
