"""usage: run_chroma.py add|search SET-AS-JSON WORKSPACE; `search` opens what `add` has written, in a process of its own."""
import json
import os
import shutil
import sys
import time

import chromadb
from chromadb.config import Settings
from peers_common import FILTERS, disk_mebibytes, load, measure, memory_mebibytes

BATCH = 5000
FIELDS = {"tenth": "user", "fiftieth": "agent", "thousandth": "session"}


def open_client(workspace):
    return chromadb.PersistentClient(workspace, Settings(anonymized_telemetry=False))


def add(given, workspace):
    shutil.rmtree(workspace, ignore_errors=True)
    vectors = load(given["folder"], "vectors", given["dimensions"])
    collection = open_client(workspace).create_collection(
        "memories", configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
    )
    start = time.perf_counter()
    for first in range(0, given["count"], BATCH):
        numbers = range(first, min(first + BATCH, given["count"]))
        collection.add(
            ids=[str(number) for number in numbers],
            embeddings=vectors[first : first + BATCH],
            documents=[f"memory number {number} of a house" for number in numbers],
            metadatas=[
                {"user": str(number % 10), "agent": str(number % 50), "session": str(number % 1000)}
                for number in numbers
            ],
        )
    print(json.dumps({"addsPerSecond": given["count"] / (time.perf_counter() - start)}))


def search(given, workspace):
    queries = load(given["folder"], "queries", given["dimensions"])
    start = time.perf_counter()
    collection = open_client(workspace).get_collection("memories")

    def ask(query, name):
        where = None if name == "none" else {FIELDS[name]: str(query % FILTERS[name])}
        found = collection.query(query_embeddings=queries[query : query + 1], n_results=10, where=where)
        return [int(number) for number in found["ids"][0]]

    ask(0, "none")
    start_ms = (time.perf_counter() - start) * 1000
    searches = measure(given["folder"], given["queries"], ask)
    print(
        json.dumps(
            {
                "engine": "chroma",
                "version": chromadb.__version__,
                "about": "PersistentClient in the caller's process, HNSW with ef_search 200",
                "count": given["count"],
                "startMs": start_ms,
                "memoryMebibytes": memory_mebibytes([os.getpid()]),
                "diskMebibytes": disk_mebibytes(workspace),
                "searches": searches,
            }
        )
    )


{"add": add, "search": search}[sys.argv[1]](json.loads(sys.argv[2]), sys.argv[3])
