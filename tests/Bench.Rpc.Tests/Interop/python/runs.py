"""Calls of bench.v1, as an operator and as a worker."""

import queue

LIMIT = 30
RUNS = "bench.v1.Runs"
WORKERS = "bench.v1.Workers"


def start(client):
    request = client.contract.message("bench.v1.StartRequest")
    parts = [request(config_json=part) for part in (b'{"id":', b'"r', b'1"}')]
    return client.stub(RUNS, "Start")(iter(parts), timeout=LIMIT).id


def get(client):
    request = client.contract.message("bench.v1.GetRequest")
    snapshot = client.stub(RUNS, "Get")(request(run_id="r1"), timeout=LIMIT)
    missing = client.error(lambda: client.stub(RUNS, "Get")(request(run_id="no"), timeout=LIMIT))
    return {
        "vms": [it.vm for it in snapshot.vms],
        "created": snapshot.run.created_at.seconds,
        "left": snapshot.run.estimated_seconds_left,
        "missing": missing["code"],
    }


def watch(client):
    request = client.contract.message("bench.v1.WatchRequest")
    events = list(client.stub(RUNS, "Watch")(request(run_id="r1"), timeout=LIMIT))
    return [it.WhichOneof("body") for it in events]


def connect(client):
    message = client.contract.message("bench.v1.WorkerMessage")
    messages = queue.Queue()
    call = client.stub(WORKERS, "Connect")(iter(messages.get, None), timeout=LIMIT)
    commands = []

    hello = message(sequence=1)
    hello.hello.run_id = "r1"
    hello.hello.vm = "vm-1"
    messages.put(hello)
    commands.append(next(call).WhichOneof("body"))

    ping = next(call)
    commands.append(ping.WhichOneof("body"))
    pong = message(sequence=2)
    pong.pong.id = ping.ping.id
    messages.put(pong)
    commands.append(next(call).WhichOneof("body"))

    messages.put(None)
    commands.extend(it.WhichOneof("body") for it in call)
    return commands


RUNS_CHECKS = [start, get, watch, connect]
