#!/usr/bin/env python3
"""Asks `peiban demo` what its API says of itself, and sends what fits and what does not, as somebody who may much.

Usage: check.py PEIBAN SCHEMATHESIS [SEED]. Ends with 1 if an answer is a server error or differs from its description.
"""

import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.parse

CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
# Of a coordinator: what she may in Long'an and around it.
ALLOW = ["take_registers", "manage_groups", "see_figures"]


def ask(port, method, path, form=None, cookie=None):
    """One request as a browser sends it: the status, the headers and the text of the answer."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
    body = None
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(form)
    if cookie:
        headers["Cookie"] = cookie
    link.request(method, path, body, headers)
    answer = link.getresponse()
    return answer.status, answer.headers, answer.read().decode()


def token(port, password):
    """A token that the demo's coordinator makes on her page."""
    status, headers, _ = ask(port, "POST", "/sign-in", {"name": "qin.lan", "password": password})
    if status != 303:
        raise SystemExit(f"check: signing in answered {status}")
    cookie = "; ".join(one.split(";")[0] for one in headers.get_all("Set-Cookie"))
    _, _, page = ask(port, "GET", "/me/tokens", cookie=cookie)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page).group(1)
    form = {"csrf": csrf, "name": "check", "days": "30", **{f"allow.{word}": "yes" for word in ALLOW}}
    status, _, shown = ask(port, "POST", "/me/tokens", form, cookie)
    found = re.search(r'class="token">([^<]+)<', shown)
    if not found:
        raise SystemExit(f"check: making a token answered {status}")
    return found.group(1)


def begun(demo):
    """The port and the password, once the demo has told both."""
    port = password = None
    for line in demo.stdout:
        password = password or (line.split("\t")[3].strip() if line.startswith("sign-in\tcoordinator\tqin.lan") else None)
        at = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        port = port or (int(at.group(1)) if at else None)
        if port and password:
            threading.Thread(target=demo.stdout.read, daemon=True).start()
            return port, password
    raise SystemExit("check: the demo did not start")


def main():
    peiban, schemathesis = map(os.path.abspath, sys.argv[1:3])
    seed = sys.argv[3] if len(sys.argv) > 3 else "7"
    quiet = {**os.environ, "PEIBAN_LOG": "off"}
    demo = subprocess.Popen([peiban, "demo", "--port", "0"], stdout=subprocess.PIPE, text=True, env=quiet)
    try:
        port, password = begun(demo)
        at = f"http://127.0.0.1:{port}"
        command = [schemathesis, "run", f"{at}/api/openapi.json", "--url", at, "--header",
                   f"Authorization: Bearer {token(port, password)}", "--checks", ",".join(CHECKS), "--phases",
                   "examples,coverage,fuzzing", "--max-examples", os.environ.get("PEIBAN_EXAMPLES", "25"), "--seed", seed,
                   "--no-shrink", "--continue-on-failure", "--warnings", "off"]
        with tempfile.TemporaryDirectory() as folder:  # what it remembers of a run would steer the next one
            return subprocess.run(command, check=False, cwd=folder).returncode
    finally:
        demo.terminate()
        demo.wait(timeout=30)


if __name__ == "__main__":
    sys.exit(main())
