"""Calls a server in all ways and prints what came of each, as one JSON object.

client.py HOST:PORT DESCRIPTORS
"""

import json
import sys
import zlib

import grpc

from contract import Contract
from runs import RUNS_CHECKS

LIMIT = 30
ECHO = "bench.test.Echo"


class Client:
    def __init__(self, address, descriptors):
        self.contract = Contract(descriptors)
        self.channel = grpc.insecure_channel(address)
        self.zipped = grpc.insecure_channel(address, compression=grpc.Compression.Gzip)
        self.request = self.contract.message("bench.test.EchoRequest")

    def echo(self, name, channel=None):
        return self.contract.stub(channel or self.channel, ECHO, name)

    def stub(self, service, name):
        return self.contract.stub(self.channel, service, name)

    def error(self, call):
        """What a failing call says."""
        try:
            call()
        except grpc.RpcError as error:
            details = [
                value
                for name, value in error.trailing_metadata() or ()
                if name == "grpc-status-details-bin"
            ]
            return {
                "code": error.code().value[0],
                "message": error.details(),
                "reason": self.reason(details[0]) if details else "",
            }
        return {"code": 0, "message": "", "reason": ""}

    def reason(self, details):
        status = self.contract.message("google.rpc.Status").FromString(details)
        info = self.contract.message("google.rpc.ErrorInfo")()
        for detail in status.details:
            if detail.Unpack(info):
                return info.reason
        return ""


def unary(client):
    reply, call = client.echo("Say").with_call(
        client.request(text="Grüße ☃", count=3),
        timeout=LIMIT,
        metadata=(("x-mark", "a b"), ("x-mark-bin", b"\x00\xff")),
    )
    trailers = dict(call.trailing_metadata())
    return {
        "text": reply.text,
        "count": reply.count,
        "mark": reply.mark,
        "binary": reply.mark_binary.hex(),
        "trailer": trailers["x-served-by"],
        "trailerBinary": trailers["x-served-bin"].hex(),
    }


def upload(client):
    requests = (client.request(text=str(i), count=i) for i in range(100))
    reply = client.echo("Sum")(requests, timeout=LIMIT)
    return {"text": reply.text, "count": reply.count}


def repeat(client):
    call = client.echo("Repeat")(client.request(count=100), timeout=LIMIT)
    header = dict(call.initial_metadata())["x-begun"]
    return {"counts": [reply.count for reply in call], "header": header}


def talk(client):
    import queue

    requests = queue.Queue()
    call = client.echo("Talk")(iter(requests.get, None), timeout=LIMIT)
    texts = []
    for i in range(20):
        requests.put(client.request(text=f"t{i}"))
        texts.append(next(call).text)
    requests.put(None)
    return {"texts": texts, "more": len(list(call)), "code": call.code().value[0]}


def deadline(client):
    return client.error(lambda: client.echo("Say")(client.request(hang=True), timeout=0.2))


def time_left(client):
    return client.echo("Say")(client.request(), timeout=LIMIT).seconds_left


def cancel(client):
    call = client.echo("Repeat")(client.request(count=1, hang=True), timeout=LIMIT)
    next(call)
    call.cancel()
    return client.error(lambda: next(call))


def failure(client):
    request = client.request(fail_with=9, text="100 % wrong:\n☃")
    return client.error(lambda: client.echo("Say")(request, timeout=LIMIT))


def crash(client):
    request = client.request(crash=True, text="sekret")
    return client.error(lambda: client.echo("Say")(request, timeout=LIMIT))


def unknown_method(client):
    return client.error(lambda: client.echo("Nothing")(client.request(), timeout=LIMIT))


def unknown_service(client):
    call = client.channel.unary_unary("/no.Such/Call")
    return client.error(lambda: call(b"", timeout=LIMIT))


def large(client, channel=None):
    payload = bytes(i * i % 251 for i in range(1000)) * 3000
    reply = client.echo("Say", channel)(client.request(payload=payload), timeout=LIMIT)
    return {
        "bytes": len(reply.payload),
        "same": zlib.crc32(reply.payload) == zlib.crc32(payload),
    }


def zipped(client):
    return large(client, client.zipped)


def too_large(client):
    request = client.request(payload=bytes(5 << 20))
    return client.error(lambda: client.echo("Say")(request, timeout=LIMIT))


def health(client):
    request = client.contract.message("grpc.health.v1.HealthCheckRequest")
    check = client.stub("grpc.health.v1.Health", "Check")
    watch = client.stub("grpc.health.v1.Health", "Watch")
    watching = watch(request(service="no.Such"), timeout=LIMIT)
    first = next(watching).status
    watching.cancel()
    return {
        "server": check(request(), timeout=LIMIT).status,
        "service": check(request(service=ECHO), timeout=LIMIT).status,
        "unknown": client.error(lambda: check(request(service="no.Such"), timeout=LIMIT))["code"],
        "watched": first,
    }


def reflection_of(client, version):
    from google.protobuf import descriptor_pb2, descriptor_pool

    package = f"grpc.reflection.{version}"
    request = client.contract.message(f"{package}.ServerReflectionRequest")
    ask = client.stub(f"{package}.ServerReflection", "ServerReflectionInfo")
    asked = [
        request(list_services="*"),
        request(file_containing_symbol="bench.v1.Runs"),
        request(file_by_filename="no/such.proto"),
    ]
    services, symbol, missing = list(ask(iter(asked), timeout=LIMIT))
    pool = descriptor_pool.DescriptorPool()
    files = [
        descriptor_pb2.FileDescriptorProto.FromString(file)
        for file in symbol.file_descriptor_response.file_descriptor_proto
    ]
    for file in reversed(files):
        pool.Add(file)
    runs = pool.FindServiceByName("bench.v1.Runs")
    return {
        "services": sorted(it.name for it in services.list_services_response.service),
        "methods": sorted(it.name for it in runs.methods),
        "missing": missing.error_response.error_code,
    }


def reflection(client):
    return reflection_of(client, "v1")


def reflection_alpha(client):
    return reflection_of(client, "v1alpha")


CHECKS = [
    unary,
    upload,
    repeat,
    talk,
    deadline,
    time_left,
    cancel,
    failure,
    crash,
    unknown_method,
    unknown_service,
    large,
    zipped,
    too_large,
    health,
    reflection,
    reflection_alpha,
    *RUNS_CHECKS,
]


def main():
    client = Client(*sys.argv[1:])
    results = {}
    for check in CHECKS:
        try:
            results[check.__name__] = check(client)
        except Exception as error:
            results[check.__name__] = {"broken": repr(error)}
    json.dump(results, sys.stdout)


main()
