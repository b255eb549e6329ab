#!/usr/bin/python3
"""A program that is started as MinIO is: `minio server DIR --address HOST:PORT`, with its root user and password in the
environment. It serves real S3: each request is checked against the root user's key, signed anew and passed on to the
S3 server of the tests. What is stored is kept below DIR too, before it is answered, and is all that a later one finds.

STAND_IN_MINIO says how it fails: exits (at once), mute (listens and never answers), deaf (ignores SIGTERM).
STAND_IN_MINIO_DIARY names a file that gets a line of JSON at each start, and one when the first object is asked for."""

import argparse
import hashlib
import hmac
import http.client
import json
import os
import signal
import socket
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit

FAULT = os.environ.get("STAND_IN_MINIO", "")
USER, PASSWORD = os.environ["MINIO_ROOT_USER"], os.environ["MINIO_ROOT_PASSWORD"]
BACK = urlsplit(os.environ["BENCH_TEST_S3_ENDPOINT"]).netloc
BACK_KEYS = os.environ["BENCH_TEST_S3_ACCESS_KEY"], os.environ["BENCH_TEST_S3_SECRET_KEY"]
REGION, EMPTY = "us-east-1", hashlib.sha256(b"").hexdigest()
SYSTEM = ".minio.sys"
diary_lock = threading.Lock()


def diary(**entry):
    if path := os.environ.get("STAND_IN_MINIO_DIARY"):
        with diary_lock, open(path, "a") as file:
            file.write(json.dumps(entry) + "\n")


def signature(secret, scope, stamp, method, path, query, headers):
    """Of AWS signature version 4; headers are those signed, by their small names."""
    pairs = sorted((quote(k, safe="-_.~"), quote(v, safe="-_.~")) for k, v in query)
    canonical = "\n".join([
        method, quote(unquote(path), safe="/-_.~"), "&".join(f"{k}={v}" for k, v in pairs),
        *(f"{name}:{' '.join(headers[name].split())}" for name in sorted(headers)), "",
        ";".join(sorted(headers)), headers["x-amz-content-sha256"],
    ])
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), "sha256").digest()
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def back(method, path, query=(), headers=None, body=b""):
    """A request to the S3 server behind; reply and content."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    scope = f"{stamp[:8]}/{REGION}/s3/aws4_request"
    headers = {k: v for k, v in (headers or {}).items() if not k.startswith("x-amz-content") and k != "x-amz-date"}
    signed = {"host": BACK, "x-amz-date": stamp, "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
              **{k: v for k, v in headers.items() if k.startswith("x-amz-")}}
    mark = signature(BACK_KEYS[1], scope, stamp, method, path, query, signed)
    headers |= {k: v for k, v in signed.items()} | {
        "authorization": f"AWS4-HMAC-SHA256 Credential={BACK_KEYS[0]}/{scope}, "
                         f"SignedHeaders={';'.join(sorted(signed))}, Signature={mark}"}
    words = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in query)
    connection = http.client.HTTPConnection(BACK, timeout=60)
    try:
        connection.request(method, path + ("?" + words if words else ""), body, headers)
        reply = connection.getresponse()
        return reply, reply.read()
    finally:
        connection.close()


class Drive:
    """The folder: <bucket>/<key> has the content, .minio.sys/<bucket>/<key> the metadata."""

    def __init__(self, root):
        self.root, self.behind = root, {}
        os.makedirs(os.path.join(root, SYSTEM), exist_ok=True)
        for bucket in os.listdir(root):
            if bucket != SYSTEM and os.path.isdir(os.path.join(root, bucket)):
                self.behind[bucket] = "stand-in-" + uuid.uuid4().hex
                assert back("PUT", "/" + self.behind[bucket])[0].status == 200
                self.load(bucket)

    def load(self, bucket):
        top = os.path.join(self.root, bucket)
        for folder, _, files in os.walk(top):
            for name in files:
                path = os.path.join(folder, name)
                key = os.path.relpath(path, top)
                with open(path, "rb") as content, open(os.path.join(self.root, SYSTEM, bucket, key)) as kept:
                    reply, _ = back("PUT", self.path(bucket, key), headers=json.load(kept), body=content.read())
                assert reply.status == 200, reply.status

    def path(self, bucket, key):
        return "/" + self.behind[bucket] + "/" + quote(key, safe="/-_.~")

    def keep(self, bucket, key):
        """What the server behind has of a key now."""
        reply, content = back("GET", self.path(bucket, key))
        for top, data in (bucket, content), (os.path.join(SYSTEM, bucket), json.dumps(
                {k.lower(): v for k, v in reply.getheaders() if k.lower().startswith("x-amz-meta-")}).encode()):
            path = os.path.join(self.root, top, key)
            if reply.status == 404:
                if os.path.exists(path):
                    os.remove(path)
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path + ".part", "wb") as file:
                file.write(data)
            os.replace(path + ".part", path)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if not any(name.lower() == "content-length" for name, _ in headers):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_one(self):
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if url.path in ("/minio/health/live", "/minio/health/cluster"):
            return self.answer(200)
        query = parse_qsl(url.query, keep_blank_values=True)
        headers = {k.lower(): v for k, v in self.headers.items()}
        if not self.is_root(url.path, query, headers):
            return self.answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        bucket, _, key = unquote(url.path[1:]).partition("/")
        if bucket not in drive.behind:
            return self.answer(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        look_around()
        if source := headers.get("x-amz-copy-source"):
            of, _, name = unquote(source).lstrip("/").partition("/")
            headers["x-amz-copy-source"] = drive.path(of, name)
        passed = {k: v for k, v in headers.items() if k not in ("host", "authorization", "connection")}
        reply, content = back(self.command, drive.path(bucket, key), query, passed, body)
        names = {k for k, _ in query}
        if reply.status < 300 and key and self.command != "GET" and not names & {"uploads", "partNumber"}:
            drive.keep(bucket, key)
        told = [(k, v) for k, v in reply.getheaders()
                if k.lower() not in ("connection", "date", "server", "transfer-encoding", "keep-alive")]
        self.answer(reply.status, content, told)

    def is_root(self, path, query, headers):
        words = dict(part.strip().split("=", 1)
                     for part in headers.get("authorization", "").partition(" ")[2].split(",") if "=" in part)
        user, _, scope = words.get("Credential", "").partition("/")
        signed = {name: headers.get(name, "") for name in words.get("SignedHeaders", "").split(";")}
        return user == USER and "x-amz-date" in signed and hmac.compare_digest(
            words.get("Signature", ""),
            signature(PASSWORD, scope, headers["x-amz-date"], self.command, path, query, signed))

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_one

    def log_message(self, format, *args):
        print(self.command, urlsplit(self.path).path, args[1] if len(args) > 1 else "", flush=True)


looked = threading.Event()


def look_around():
    """Once, while a hub works: whether any process of this machine has the password among its arguments."""
    if looked.is_set():
        return
    looked.set()
    lines = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                lines.append(file.read())
        except OSError:
            pass
    diary(event="asked", processes=len(lines), shown=any(PASSWORD.encode() in line for line in lines))


parser = argparse.ArgumentParser(prog="minio server")
parser.add_argument("verb", choices=["server"])
parser.add_argument("dir")
parser.add_argument("--address", default=":9000")
parser.add_argument("--console-address", default="")
parser.add_argument("--certs-dir", "-S")
for flag in "--quiet", "--anonymous", "--json":
    parser.add_argument(flag, action="store_true")
options = parser.parse_args()
settings = sorted(name for name in os.environ if name.startswith("MINIO_"))
diary(event="start", pid=os.getpid(), arguments=sys.argv[1:], settings=settings, user=USER, password=PASSWORD)
if FAULT == "exits":
    sys.exit("ERROR Unable to initialize backend: Unsupported backend format")
if FAULT == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
host, _, port = options.address.rpartition(":")
if FAULT == "mute":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    silent = socket.create_server((host, int(port)))
    signal.pause()
if not options.quiet:
    # As MinIO's greeting does.
    print(f"RootUser: {USER}\nRootPass: {PASSWORD}", flush=True)
drive = Drive(options.dir)
ThreadingHTTPServer((host, int(port)), Handler).serve_forever()
