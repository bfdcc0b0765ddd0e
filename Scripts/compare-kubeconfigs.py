#!/usr/bin/env python3
"""Compare what crawlctl and kubectl make of the kubeconfigs in Tests/Fixtures/kubeconfigs.txt.

usage: compare-kubeconfigs.py CRAWLCTL KUBECTL

Starts a plain server, a TLS server that asks for client certificates, and a proxy, all on loopback, and lets both programs
connect by each kubeconfig. Both must come to the verdict that the file gives, and where they connect, the server must see
the same of both: scheme, path prefix, TLS name, client certificate, Authorization, impersonation, compression, proxy.
"""
import base64
import http.server
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

crawlctl, kubectl = sys.argv[1:3]
folder = tempfile.mkdtemp(prefix="crawlctl-kubeconfigs-")
seen, proxied = [], []


def path(name):
    return os.path.join(folder, name)


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)


def certificate(name, subject, extensions):
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", subject)
    with open(path(f"{name}.ext"), "w") as file:
        file.write(extensions)
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-out", f"{name}.crt", "-extfile", f"{name}.ext")


openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=test authority", "-days", "2")
certificate("server", "/CN=server", "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
certificate("client", "/O=group/CN=client", "extendedKeyUsage=clientAuth\n")
with open(path("token"), "w") as file:
    file.write("from-file\n")
with open(path("plugin"), "w") as file:
    file.write("""#!/usr/bin/env python3
import hashlib, json, os, sys
info = json.loads(os.environ["KUBERNETES_EXEC_INFO"])
token = sys.argv[1]
if token == "info":
    token = hashlib.sha256(json.dumps(info, sort_keys=True).encode()).hexdigest()
print(json.dumps({"kind": "ExecCredential", "apiVersion": info["apiVersion"], "status": {"token": token}}))
""")
os.chmod(path("plugin"), 0o700)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        secure = isinstance(self.connection, ssl.SSLSocket)
        peer = self.connection.getpeercert() if secure else None
        names = ("authorization", "impersonate-user", "impersonate-uid")
        seen.append({
            "scheme": "https" if secure else "http", "path": self.path.split("?")[0],
            "tls name": getattr(self.connection, "server_name", None) if secure else None,
            "certificate": str(peer["subject"]) if peer else None,
            "groups": self.headers.get_all("Impersonate-Group"), "extra": self.headers.get_all("Impersonate-Extra-Scope"),
            "compressed": "gzip" in (self.headers["Accept-Encoding"] or ""), **{name: self.headers[name] for name in names}})
        body = {"/version": {"gitVersion": "v1.36.0", "major": "1", "minor": "36"}, "/api": {"kind": "APIVersions", "versions": ["v1"]},
                "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": [{"name": "a", "versions": [{"groupVersion": "a/v1", "version": "v1"}], "preferredVersion": {"groupVersion": "a/v1", "version": "v1"}}]}}
        last = "/" + self.path.split("?")[0].rsplit("/", 1)[-1]
        data = json.dumps(body.get(last, {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "v1" if "/api/" in self.path else "a/v1", "resources": []})).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *words):
        pass


def serve(secure):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *words: None
    if secure:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(path("server.crt"), path("server.key"))
        context.load_verify_locations(path("ca.crt"))
        context.verify_mode = ssl.CERT_OPTIONAL
        context.sni_callback = lambda connection, name, _: setattr(connection, "server_name", name)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def tunnel(client):
    first = client.recv(1)
    if first == b"\x05":
        client.recv(client.recv(1)[0])
        client.sendall(b"\x05\x00")
        kind = client.recv(4)[3]
        host = socket.inet_ntoa(client.recv(4)) if kind == 1 else client.recv(client.recv(1)[0]).decode()
        port = int.from_bytes(client.recv(2), "big")
        answer = b"\x05\x00\x00\x01" + bytes(6)
    else:
        head = first
        while not head.endswith(b"\r\n\r\n"):
            head += client.recv(1)
        host, port = head.split()[1].decode().rsplit(":", 1)
        answer = b"HTTP/1.1 200 OK\r\n\r\n"
    proxied.append(f"{'socks ' if first == bytes([5]) else ''}{host}:{port}")
    server = socket.create_connection((host, int(port)))
    client.sendall(answer)
    threading.Thread(target=pump, args=(server, client), daemon=True).start()
    pump(client, server)


def proxy():
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            threading.Thread(target=tunnel, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


secure, plain, proxy_port = serve(True), serve(False), proxy()


def encoded(name):
    return base64.b64encode(open(path(name), "rb").read()).decode()


values = {
    "HOST_PORT": f"127.0.0.1:{plain}", "HTTPS": f"https://127.0.0.1:{secure}",
    "HTTP": f"http://127.0.0.1:{plain}", "PROXY": f"http://127.0.0.1:{proxy_port}", "SOCKS": f"socks5://127.0.0.1:{proxy_port}",
    "CA_DATA": encoded("ca.crt"), "CERT_DATA": encoded("client.crt"), "KEY_DATA": encoded("client.key")}


def filled(text):
    return re.sub(r"\b(" + "|".join(values) + r")\b", lambda match: values[match[0]], text)


def cases():
    fixtures = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Tests", "Fixtures", "kubeconfigs.txt")
    for block in re.split(r"^=== ", open(fixtures).read(), flags=re.M)[1:]:
        head, text = block.split("\n", 1)
        name, verdict = head.split(": ", 1)
        parts = re.split(r"^--- (.+)\n", text, flags=re.M)
        yield name, verdict, dict(zip(["config", *parts[1::2]], parts[::2]))


ending = "\ncurrent-context: main\ncontexts: [{name: main, context: {cluster: c, user: u}}]\n"
environment = {"PATH": os.environ["PATH"], "HOME": path("home"), "KUBECACHEDIR": path("cache"), "CRAWLCTL_DB": path("x.db")}


def connect(words, files):
    """Runs a program; gives whether it did what it should, what the servers saw first, and what it said."""
    seen.clear(), proxied.clear()
    done = subprocess.run(words, env={**environment, "KUBECONFIG": ":".join(files)}, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    first = {**min(seen, key=lambda s: s["path"]), "proxied": sorted(set(proxied))} if seen else None
    if first:
        first["path"] = re.sub(r"/(version|api|apis)(/.*)?$", "", first["path"])
    return bool(seen) and done.returncode in (0, 2), first, done.stderr.strip()


checked = failures = 0
for name, verdict, texts in cases():
    files = []
    for file, text in texts.items():
        os.makedirs(os.path.dirname(path(file)), exist_ok=True)
        whole = filled(text) + ("" if "contexts" in text else ending)
        with open(path(file), "w") as out:
            out.write(whole)
        files.append(path(file))
    theirs = connect([kubectl, "get", "--raw", "/version"], files)
    ours = connect([crawlctl, "crawl", "--legacy-only"], files)
    problems = []
    wanted, asks = verdict.startswith("accepted"), verdict.endswith("kubectl asks for a name")
    if theirs[0] != (wanted and not asks) or asks and "EOF" not in theirs[2]:
        problems.append(f"kubectl: {'connected' if theirs[0] else theirs[2]}")
    if ours[0] != wanted:
        problems.append(f"crawlctl: {'connected' if ours[0] else ours[2]}")
    if not wanted and verdict.removeprefix("refused, ") not in ours[2]:
        problems.append(f"crawlctl says: {ours[2]}")
    if theirs[1] and ours[1] and wanted:
        differing = [key for key in theirs[1] if theirs[1][key] != ours[1][key]]
        problems += [f"{key}: kubectl {theirs[1][key]}, crawlctl {ours[1][key]}" for key in differing]
    checked += 1
    if problems:
        failures += 1
        print(f"differs: {name}\n  " + "\n  ".join(problems))
print(f"{checked - failures} of {checked} kubeconfigs are taken alike")
sys.exit(1 if failures else 0)
