"""A headless Chromium, driven by chromedriver's plain WebDriver over HTTP: no package beside Debian's two is needed."""

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--hide-scrollbars"]
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the standard's name for a reference


def required():
    """The tests are skipped by name where there is no browser, but not in CI."""
    if shutil.which("chromedriver"):
        return
    if os.environ.get("CI"):
        raise AssertionError("there is no chromedriver: ./dev setup installs it")
    raise unittest.SkipTest("there is no chromedriver here: ./dev setup installs it")


class Browser:
    """One session."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="rmspec-browser-")
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.session = None
        for line in self.driver.stdout:
            if match := re.search(r"started successfully on port (\d+)", line):
                self.url = f"http://127.0.0.1:{match[1]}"
                break
        else:
            raise AssertionError("chromedriver did not start")
        options = {"args": [*ARGUMENTS, f"--user-data-dir={self.profile}"]}
        logging = {"browser": "ALL", "performance": "ALL"}
        made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options, "goog:loggingPrefs": logging}}})
        self.session = made["sessionId"]

    def close(self):
        try:
            if self.session:
                self.ask("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait(timeout=30)
            self.driver.stdout.close()
            shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.read().decode(errors='replace')[:1000]}") from None

    def ask(self, method, path, body=None):
        return self.call(method, f"/session/{self.session}{path}", body)

    def devtools(self, command, **parameters):
        return self.ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, path, fragment=""):
        """Load a file anew, whatever was there before."""
        self.ask("POST", "/url", {"url": "about:blank"})
        self.ask("POST", "/url", {"url": f"file://{path}{fragment}"})

    def run(self, script, *arguments):
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, condition, *arguments):
        """Wait until a JavaScript expression holds; its value."""
        script = f"""
            const done = arguments[arguments.length - 1], given = arguments;
            const look = () => {{ const value = (function () {{ return {condition}; }}).apply(null, given);
                                 if (value) done(value); else setTimeout(look, 5); }};
            look();"""
        return self.ask("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def find(self, selector):
        return self.ask("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self.ask("POST", f"/element/{self.find(selector)}/click", {})

    def keys(self, *keys):
        """Press and release each key, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def size(self, width, height=900):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def media(self, kind="", scheme="light"):
        self.devtools("Emulation.setEmulatedMedia", media=kind, features=[{"name": "prefers-color-scheme", "value": scheme}])

    def scripts(self, on):
        self.devtools("Emulation.setScriptExecutionDisabled", value=not on)

    def console(self):
        """What came on the console since the last call."""
        return [f"{entry['level']}: {entry['message']}" for entry in self.ask("POST", "/se/log", {"type": "browser"})]

    def requests(self):
        """Every address that was asked for since the last call; what a policy stopped was not."""
        messages = [json.loads(entry["message"])["message"] for entry in self.ask("POST", "/se/log", {"type": "performance"})]
        stopped = {m["params"]["requestId"] for m in messages if m["method"] == "Network.loadingFailed" and m["params"].get("blockedReason") == "csp"}
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent" and m["params"]["requestId"] not in stopped]

    def picture(self):
        return base64.b64decode(self.ask("GET", "/screenshot"))
