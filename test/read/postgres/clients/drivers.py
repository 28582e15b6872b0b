"""Drivers that go by what the server says of a statement: asyncpg, psycopg 3, SQLAlchemy. Prints JSON."""
import asyncio
import datetime
import decimal
import io
import json
import sys

import asyncpg
import psycopg
import sqlalchemy

port, token = sys.argv[1:]
DAY = datetime.date(2025, 3, 1)
SUMS = "select source, sum(stake) as stake, min(gaming_day) as first from ggr.daily where gaming_day >= {0} and stake > {1} and source = any({2}) group by source order by source limit {3}"
VALUES = (DAY, decimal.Decimal("0.5"), ["pv", "wm"], 1)


def shown(rows):
    return [[str(value) for value in row] for row in rows]


async def by_asyncpg():
    connection = await asyncpg.connect(host="127.0.0.1", port=int(port), user="x", password=token, database="ggr")
    said = {"sums": shown(await connection.fetch(SUMS.format("$1", "$2", "$3", "$4"), *VALUES))}
    row = await connection.fetchrow("select [1, 2, 3], ['a', null], 9007199254740993, 0.0001::decimal(18,4), interval '-1 month 2 days 03:04:05.6', '{\"a\": 1}'::json, timestamptz '2025-03-01 04:05:06+00'")
    said["row"] = [str(value) for value in row]
    async with connection.transaction():
        said["count"] = len([row async for row in connection.cursor("select i from range(1050) t(i) where i >= $1", 50)])
    try:
        await connection.execute("insert into ggr.daily values (1)")
    except asyncpg.PostgresError as error:
        said["refused"] = error.sqlstate
    file = io.BytesIO()
    await connection.copy_from_query("select 1, 'x'", output=file, format="csv")
    said["copied"] = file.getvalue().decode()
    await connection.reset()
    await connection.close()
    return said


def by_psycopg():
    with psycopg.connect(f"host=127.0.0.1 port={port} user=x dbname=ggr password={token}") as connection:
        rows = connection.execute(SUMS.format("%s", "%s", "%s", "%s"), VALUES).fetchall()
        said = {"sums": shown(rows)}
        for binary in (False, True):
            with connection.cursor(name="several", binary=binary) as cursor:
                cursor.itersize = 100
                cursor.execute("select i::bigint, i / 4 from range(1050) t(i) where i >= %s", (50,))
                said[f"several-{binary}"] = shown([list(cursor)[-1]])
        with connection.cursor().copy("copy (select 1::bigint, null, date '2025-03-01', 0.5::decimal(18,4)) to stdout (format binary)") as copy:
            copy.set_types(["int8", "text", "date", "numeric"])
            said["copied"] = shown(copy.rows())
        with connection.pipeline():
            one, two = connection.execute("select 1"), connection.execute("select 2")
            said["pipeline"] = [one.fetchone()[0], two.fetchone()[0]]
    return said


def by_sqlalchemy():
    engine = sqlalchemy.create_engine(f"postgresql+psycopg2://x:{token}@127.0.0.1:{port}/ggr")
    inspector = sqlalchemy.inspect(engine)
    column = next(each for each in inspector.get_columns("daily", schema="ggr") if each["name"] == "stake")
    bets = sqlalchemy.Table("bets", sqlalchemy.MetaData(), autoload_with=engine, schema="ggr")
    counted = sqlalchemy.select(sqlalchemy.func.count()).where(bets.c.event_at < datetime.datetime(2025, 3, 1))
    with engine.connect() as connection:
        return {
            "schemas": inspector.get_schema_names(),
            "stake": str(column["type"]),
            "comment": column["comment"] is not None,
            "keys": [inspector.get_pk_constraint("daily", schema="ggr")["constrained_columns"], inspector.get_indexes("daily", schema="ggr")],
            "counted": connection.execute(counted).scalar(),
        }


print(json.dumps({"asyncpg": asyncio.run(by_asyncpg()), "psycopg": by_psycopg(), "sqlalchemy": by_sqlalchemy()}))
