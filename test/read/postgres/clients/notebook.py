"""psycopg2, as pandas and Superset have it: parameters, types, a cursor on the server, copy, errors. Prints JSON."""
import io
import json
import sys

import psycopg2

port, token, count = sys.argv[1:]
connection = psycopg2.connect(host="127.0.0.1", port=port, user="notebook", password=token, dbname="ggr", application_name="notebook")
cursor = connection.cursor()
cursor.execute("select 1.50::decimal(18,4), timestamp '2025-03-01 04:05:06.789', ['a', 'b c', null], %s, 9007199254740993, null, 'infinity'::double", ("it's 100%",))
types = [column.type_code for column in cursor.description]
first = [str(value) for value in cursor.fetchone()]
cursor.execute("select count(*) > 0 from daily where source = %s and gaming_day >= %s and stake > %s", ("pv", "2025-03-01", 0.5))
found = cursor.fetchone()[0]
connection.commit()
named = connection.cursor("several")
named.itersize = 100
named.execute("select i from range(1050) t(i)")
total = sum(row[0] for row in named)
named.close()
connection.commit()
try:
    cursor.execute("insert into ggr.daily values (1)")
except psycopg2.Error as error:
    refused = [type(error).__name__, error.pgcode]
connection.rollback()
file = io.StringIO()
cursor.copy_expert("copy (select 1 as a, null as b, 'x,y' as c) to stdout with csv header", file)
answers = []
for _ in range(int(count)):
    cursor.execute("select count(*) >= 0 from ggr.bets")
    answers.append(str(cursor.fetchone()[0]).lower())
connection.close()
print(json.dumps({"types": types, "first": first, "found": found, "total": total, "refused": refused, "copied": file.getvalue(), "answers": answers}))
