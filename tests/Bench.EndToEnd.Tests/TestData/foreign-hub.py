"""A hub of another make: the HTTP interface of the reference over folders, with operations that take a while.

It knows the flags that a stage passes on, hydrates by copying <target>/<module>, and keeps nothing else."""

import json
import os
import shutil
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlparse

flags = dict(arg[2:].split("=", 1) for arg in sys.argv[3:] if "=" in arg)
port, data = int(sys.argv[1]), sys.argv[2]
target = urlparse(flags["hub-hydration-target-spec"]).path
dehydrates = flags["hub-enable-dehydration"] == "true"
refused = os.environ.get("FOREIGN_HUB_REFUSES", "")
states, lock = {}, threading.Lock()


def folder(module):
    return os.path.join(data, "servers", module)


def work(module, operation):
    time.sleep(0.05)
    if operation == "provision":
        os.makedirs(folder(module), exist_ok=True)
        if os.path.isdir(os.path.join(target, module)):
            shutil.copytree(os.path.join(target, module), folder(module), dirs_exist_ok=True)
    if operation == "deprovision":
        if dehydrates:
            shutil.copytree(folder(module), os.path.join(target, module), dirs_exist_ok=True)
        shutil.rmtree(folder(module))
    with lock:
        if operation == "deprovision":
            del states[module]
        else:
            states[module] = {"provision": "Provisioned", "hibernate": "Hibernated"}[operation]


class Handler(BaseHTTPRequestHandler):
    def answer(self, code, body, kind="application/json"):
        content = body.encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        if self.path == "/health":
            return self.answer(200, "OK!", "text/plain")
        with lock:
            modules = [{"moduleId": m, "state": s} for m, s in states.items()]
        if self.path == "/hub/status":
            return self.answer(200, json.dumps({"modules": modules}))
        found = [m for m in modules if self.path == "/hub/modules/" + m["moduleId"]]
        self.answer(200, json.dumps(found[0])) if found else self.answer(404, "no such module", "text/plain")

    def do_POST(self):
        _, _, _, module, operation = self.path.split("/")
        if module == refused:
            return self.answer(507, "no room for this one", "text/plain")
        doing = {"provision": "Provisioning", "hibernate": "Hibernating", "deprovision": "Deprovisioning"}
        with lock:
            states[module] = doing[operation]
        threading.Thread(target=work, args=(module, operation)).start()
        self.answer(202, json.dumps({"moduleId": module, "state": states.get(module, "")}))

    def log_message(self, *args):
        pass


print("a hub of another make", flush=True)
ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
