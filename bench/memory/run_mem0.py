"""usage: run_mem0.py add|search SET-AS-JSON WORKSPACE; `search` opens what `add` has written, in a process of its own."""
import json
import os
import shutil
import sys
import time

given, workspace = json.loads(sys.argv[2]), sys.argv[3]
# Read when mem0 is imported.
os.environ |= {"MEM0_DIR": os.path.join(workspace, "mem0"), "MEM0_TELEMETRY": "False", "OPENAI_API_KEY": "none"}

import mem0
from mem0.embeddings.base import EmbeddingBase
from peers_common import FILTERS, disk_mebibytes, load, measure, memory_mebibytes

FIELDS = {"none": "user_id", "tenth": "agent_id", "fiftieth": "run_id", "thousandth": "topic"}


class GivenVectors(EmbeddingBase):
    """The vector whose number is the text's last word: embedding is not what is measured."""

    def __init__(self, vectors):
        super().__init__()
        self.vectors = vectors

    def embed(self, text, memory_action=None):
        return self.vectors[int(text.rsplit(" ", 1)[1])].tolist()


def open_memory(vectors):
    """With its own default store, Qdrant within the process. The chat model is named and never asked."""
    store = {"path": os.path.join(workspace, "qdrant"), "on_disk": True, "embedding_model_dims": given["dimensions"]}
    memory = mem0.Memory.from_config(
        {
            "vector_store": {"provider": "qdrant", "config": {"collection_name": "memories", **store}},
            "history_db_path": os.path.join(workspace, "history.db"),
        }
    )
    memory.embedding_model = GivenVectors(vectors)
    return memory


def add():
    shutil.rmtree(workspace, ignore_errors=True)
    os.makedirs(workspace)
    memory = open_memory(load(given["folder"], "vectors", given["dimensions"]))
    start = time.perf_counter()
    for number in range(given["count"]):
        memory.add(
            f"memory of a house, number {number}",
            user_id="home",
            agent_id=str(number % 10),
            run_id=str(number % 50),
            metadata={"topic": str(number % 1000)},
            infer=False,
        )
    print(json.dumps({"addsPerSecond": given["count"] / (time.perf_counter() - start)}))


def search():
    queries = load(given["folder"], "queries", given["dimensions"])
    start = time.perf_counter()
    memory = open_memory(queries)

    def ask(query, name):
        narrowed = {} if name == "none" else {FIELDS[name]: str(query % FILTERS[name])}
        filters = {"user_id": "home", **narrowed}
        found = memory.search(f"question {query}", top_k=10, threshold=0.0, filters=filters)
        return [int(hit["memory"].rsplit(" ", 1)[1]) for hit in found["results"]]

    ask(0, "none")
    start_ms = (time.perf_counter() - start) * 1000
    searches = measure(given["folder"], given["queries"], ask)
    print(
        json.dumps(
            {
                "engine": "mem0",
                "version": mem0.__version__,
                "about": "Memory with its default store, Qdrant in the caller's process, one add a call and without a chat model (infer=False); "
                "it leaves out what is less alike than 0, so of a handful of records it does not find all",
                "count": given["count"],
                "startMs": start_ms,
                "memoryMebibytes": memory_mebibytes([os.getpid()]),
                "diskMebibytes": disk_mebibytes(workspace),
                "searches": searches,
            }
        )
    )


{"add": add, "search": search}[sys.argv[1]]()
