"""A storage server for tests: instance.py PORT DATA_DIR MODE [more arguments]."""
import http.server
import json
import os
import signal
import sys
import threading

port, data, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3]
print("arguments:", *sys.argv[4:], flush=True)
if mode == "exits":
    print("no licence", flush=True)
    sys.exit(3)
if mode == "ignores-term":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
collection = {"status": "Idle"}


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, code, text):
        self.send_response(code)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self):
        if os.path.exists(os.path.join(data, "hang")):
            threading.Event().wait()
        if self.path == "/health":
            self.answer(200 if mode != "never-well" else 503, "OK!")
        elif self.path == "/gc":
            self.answer(200, json.dumps(collection))
            if collection["status"] == "Pending" and mode != "gc-hangs":
                collection["status"] = "Running"
            elif collection["status"] == "Running":
                with open(os.path.join(data, "collected"), "w") as file:
                    file.write("yes")
                collection["status"] = "Failed" if mode == "gc-fails" else "Idle"
        elif self.path == "/memory":
            self.server.held = bytearray(200_000_000)
            self.answer(200, "held")
        else:
            self.answer(404, "")

    def do_POST(self):
        collection["status"] = "Pending"
        self.answer(202, "")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
server.daemon_threads = True
server.serve_forever()
