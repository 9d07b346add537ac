"""Profiles: which value wins, where it comes from, every mistake with its place, and no secret anywhere."""

import glob
import json
import os
import subprocess
import sys
import tempfile
import unittest

from endpoints import RMSPEC, report_of, rmspec, serve

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# key: default, in a file, on the command line; what is printed of them where that is something else
KEYS = {
    "url": (None, "http://file:1", "http://flag:1"),
    "slb": (None, "http://file:1", "http://flag:1"),
    "ess": (None, "http://file:1", "http://flag:1"),
    "ecs": (None, "http://file:1", "http://flag:1"),
    "region": ("cn-hangzhou", "cn-file", "cn-flag"),
    "signature": (None, "v1", "v3"),
    "credentials": (None, "env:F_ID,F_SECRET", "env:C_ID,C_SECRET,C_TOKEN"),
    "signed-host": (None, "file.example", "flag.example:8080"),
    "gateway": ("no", "yes", "no"),
    "upstream-door": (None, "http://file/-/world", "http://flag/-/world"),
    "arrange": (None, "none", "door:http://flag/-/world"),
    "instances": ([], ["i-1", "i-2"], ["i-3"]),
    "may-touch": ([], ["lb-1"], ["lb-2"]),
    "has": ([], ["verification", "policies"], ["policies"]),
    "lacks": ([], ["verification"], ["policies"]),
    "dialects": ([], ["single-quotes", "lower-keys"], ["extra-keys"]),
    "ca-file": (None, "there.pem", "./there.pem"),
    "client-cert": (None, "there.pem", "./there.pem"),
    "client-key": (None, "there.pem", "./there.pem"),
    "insecure": ("no", "yes", "no"),
    "proxy": (None, "http://file:3128", "http://flag:3128"),
    "http-version": ("1.1", "1.0", "2"),
    "connect-timeout": ("5s", "250ms", "2m"),
    "jobs": ("8", "3", "256"),
    "rate": (None, "7", "1000"),
    "max-requests": (None, "100", "1000000"),
    "timeout": ("10s", "1500ms", "1m"),
    "settle": ("5s", "1s", "10m"),
    "quiet-time": ("50ms", "1ms", "2s"),
    "retries": ("3", "1", "100"),
    "max-time": (None, "90s", "24h"),
    "action": ([], ["RemoveInstances"], ["RemoveBackendServers"]),
    "level": ([], ["must", "should"], ["record"]),
    "matrix": ("rotate", "full", "rotate"),
    "cases": (None, "folder", "./folder"),
    "strict": ("no", "yes", "no"),
    "complete": ("no", "yes", "no"),
    "fail-fast": ("no", "yes", "no"),
    "allow-unjudged": ([], ["ess/*"], ["slb/*"]),
    "known-failing": ([], ["known.yaml"], ["other.yaml"]),
    "known-flaky": ([], ["flaky.yaml"], ["other.yaml"]),
    "report": ([], ["junit:file.xml", "json:file.json"], ["tap:-"]),
    "evidence": (None, "file-evidence", "flag-evidence"),
}
VARIABLES = {"url": ("RMSPEC_URL", "http://environment:1")}


def clean_environment(extra=None):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RMSPEC_", "ALIBABA_CLOUD_"))}
    return {**kept, **(extra or {})}


class Folder(unittest.TestCase):
    """Each test stands in a folder of its own."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name
        self.write("there.pem", "a file\n")
        os.mkdir(os.path.join(self.folder, "folder"))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def call(self, *args, env=None):
        done = subprocess.run([RMSPEC, *args], capture_output=True, cwd=self.folder, env=clean_environment(env), timeout=300, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def values(self, *args, env=None):
        code, out, err = self.call("profile", "--json", *args, env=env)
        self.assertEqual((code, err), (0, ""), out)
        return json.loads(out)


def as_yaml(key, value):
    return f"{key}: {json.dumps(value) if isinstance(value, list) else value}\n"


def as_flags(key, value):
    if value in ("yes", "no"):
        return [f"--{key}={value}"]
    return [word for one in (value if isinstance(value, list) else [value]) for word in (f"--{key}", one)]


class Values(Folder):
    def test_every_key_has_a_row(self):
        self.assertEqual(sorted(self.values()["values"]), sorted(KEYS))

    def test_every_key_is_documented(self):
        with open(os.path.join(ROOT, "docs", "profiles.md"), encoding="utf-8") as file:
            text = file.read()
        for key in KEYS:
            self.assertIn(f"`{key}`", text)

    def test_precedence(self):
        for key, (default, in_file, flag) in KEYS.items():
            with self.subTest(key=key):
                where = {"from": "profile", "file": "rmspec.yaml", "line": 2, "column": 1}
                self.write("rmspec.yaml", "# a remark\n" + as_yaml(key, in_file))
                found = self.values("--no-profile")["values"][key]
                self.assertEqual(found["value"], default)
                self.assertEqual(found["origin"], None if default in (None, [], "no") else {"from": "default"})
                self.assertEqual(self.values()["values"][key], {"value": in_file, "origin": where})
                env = None
                if key in VARIABLES:
                    name, value = VARIABLES[key]
                    env = {name: value}
                    self.assertEqual(self.values(env=env)["values"][key], {"value": value, "origin": {"from": "environment", "variable": name}})
                    self.assertEqual(self.values("--no-profile", env=env)["values"][key]["value"], value)
                found = self.values(*as_flags(key, flag), env=env)["values"][key]
                self.assertEqual(found, {"value": flag, "origin": {"from": "command line"}})

    def test_which_profile(self):
        self.write("rmspec.yaml", "region: cn-here\n")
        self.write("sub/other.yaml", "region: cn-other\n")
        self.write("sub/third.yaml", "region: cn-third\n")
        for args, env, profile, region in (((), {}, "rmspec.yaml", "cn-here"),
                                           (("--profile", "sub/other.yaml"), {}, "sub/other.yaml", "cn-other"),
                                           ((), {"RMSPEC_PROFILE": "sub/third.yaml"}, "sub/third.yaml", "cn-third"),
                                           (("--profile", "sub/other.yaml"), {"RMSPEC_PROFILE": "sub/third.yaml"}, "sub/other.yaml", "cn-other"),
                                           (("--no-profile",), {"RMSPEC_PROFILE": "sub/third.yaml"}, None, "cn-hangzhou"),
                                           ((), {"RMSPEC_PROFILE": ""}, "rmspec.yaml", "cn-here"),
                                           (("--no-profile",), {}, None, "cn-hangzhou")):
            with self.subTest(args=args, env=env):
                found = self.values(*args, env=env)
                self.assertEqual((found["profile"], found["values"]["region"]["value"]), (profile, region))
        os.remove(os.path.join(self.folder, "rmspec.yaml"))
        self.assertIsNone(self.values()["profile"])

    def test_url_without_an_option(self):
        self.write("rmspec.yaml", "url: http://file\n")
        self.assertEqual(self.values("http://flag", env={"RMSPEC_URL": "http://environment"})["values"]["url"],
                         {"value": "http://flag", "origin": {"from": "command line"}})

    def test_files_are_looked_for_from_the_folder_of_the_profile(self):
        self.write("sub/ca.pem", "a file\n")
        self.write("sub/p.yaml", "ca-file: ca.pem\nclient-cert: ../there.pem\narrange: preloaded:world.yaml\nknown-failing: [k.yaml, /abs/k.yaml]\n"
                                 "credentials: ca.pem\ncases: here\nreport: json:out.json\nevidence: seen\n")
        found = self.values("--profile", "sub/p.yaml")["values"]
        self.assertEqual([found[key]["value"] for key in ("ca-file", "client-cert", "arrange", "known-failing", "credentials", "cases", "report", "evidence")],
                         ["sub/ca.pem", "sub/../there.pem", "preloaded:sub/world.yaml", ["sub/k.yaml", "/abs/k.yaml"], "sub/ca.pem", "sub/here",
                          ["json:out.json"], "seen"])

    def test_text_for_people(self):
        self.write("rmspec.yaml", "url: http://file\nproxy: http://proxy.example:3128\n")
        code, out, err = self.call("profile", "--timeout", "4s", "--proxy", "http://me:hunter2@other.example:3128")
        self.assertEqual((code, err), (0, ""))
        self.assertTrue(out.startswith("profile rmspec.yaml (found in the working directory)\n"), out)
        self.assertIn("url               http://file                            rmspec.yaml:1:1\n", out)
        self.assertIn("timeout           4s                                     --timeout\n", out)
        self.assertIn("settle            5s                                     default\n", out)
        self.assertNotIn("hunter2", out)
        for line in out.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_ready_profiles(self):
        ready = sorted(glob.glob(os.path.join(ROOT, "docs", "profiles", "*.yaml")))
        self.assertEqual([os.path.basename(path) for path in ready], ["cloud.yaml", "emulator.yaml", "gateway.yaml"])
        for path in ready:
            with self.subTest(path=path):
                self.assertEqual(self.values("--profile", path)["profile"], path)
                # what is commented out can be switched on
                with open(path, encoding="utf-8") as file:
                    lines = file.read().split("\n")
                keys = tuple(f"# {key}: " for key in KEYS if key not in ("arrange", "ca-file", "client-cert", "client-key"))
                self.write("on.yaml", "\n".join(line[2:] if line.startswith(keys) else line for line in lines))
                self.values("--profile", "on.yaml")

    def test_a_run_uses_it_and_says_so(self):
        with serve() as url:
            self.write("rmspec.yaml", f"url: {url}\narrange: door:{url}/-/world\nreport: json:r.json\nregion: cn-beijing\n")
            code, out, err = self.call("run", "--only", "ess/RemoveInstances/min-size/one-below", "--format", "JSON")
            self.assertEqual((code, err), (0, ""), out)
        report = report_of(os.path.join(self.folder, "r.json"))
        self.assertEqual((report["target"], report["adapter"]), (url, "door"))
        self.assertIn("profile rmspec.yaml", report["notes"])
        self.assertIn("RegionId=cn-beijing", report["checks"][0]["request"])

    def test_repeat_command_names_the_profile(self):
        with serve("--fault", "min-size-off-by-one") as url:
            self.write("p.yaml", f"url: {url}\narrange: door:{url}/-/world\nreport: json:r.json\n")
            code, out, _ = self.call("run", "--profile", "p.yaml", "--only", "ess/RemoveInstances/min-size/one-below", "--timeout", "9s", "--quiet")
            self.assertEqual(code, 1, out)
            failed = [c for c in report_of(os.path.join(self.folder, "r.json"))["checks"] if c["verdict"] == "fail"]
            self.assertTrue(failed[0]["repeat"].startswith("rmspec run --profile p.yaml --timeout 9s --only '"), failed[0]["repeat"])


# a profile, and what is said of it: "PLACE: TEXT", the file in front; one mistake unless it is a list
MISTAKES = (
    ("unknown key", "timeot: 5s", "1:1: unknown key 'timeot'; did you mean 'timeout'?"),
    ("unknown key without a neighbour", "colour: red", "1:1: unknown key 'colour'; 'rmspec help profile' lists the keys"),
    ("an option of the command line", "only: ess", "1:1: 'only' is an option of the command line only; 'rmspec help profile' lists the keys"),
    ("key that stands twice", "jobs: 2\njobs: 3", "2:1: key 'jobs' stands a second time; the first is in line 1"),
    ("no number", "jobs: many", "1:7: jobs: 'many' is wrong; a whole number from 1 to 256"),
    ("number too small", "jobs: 0", "1:7: jobs: '0' is wrong; a whole number from 1 to 256"),
    ("number too large", "rate: 1001", "1:7: rate: '1001' is wrong; a whole number from 1 to 1000"),
    ("no time", "settle: soon", "1:9: settle: 'soon' is wrong; a time such as 250ms, 5s or 2m, at most 600s"),
    ("time too long", "max-time: 25h", "1:11: max-time: '25h' is wrong; a time such as 250ms, 5s or 2m, at most 86400s"),
    ("no yes and no no", "strict: perhaps", "1:9: strict: 'perhaps' is wrong; yes or no"),
    ("no word", "signature: v2", "1:12: signature: 'v2' is wrong; one of: v1 v3 none"),
    ("no HTTP version", "http-version: 3", "1:15: http-version: '3' is wrong; one of: 1.0 1.1 2"),
    ("no URL", "url: localhost:8080", "1:6: url: 'localhost:8080' is wrong; write http://HOST:PORT or https://HOST:PORT"),
    ("URL with a query", "slb: http://h/?a=1", "1:6: slb: 'http://h/?a=1' is wrong; write http://HOST:PORT or https://HOST:PORT"),
    ("no way of arranging", "arrange: doors",
     "1:10: arrange: 'doors' is wrong; write api, door:URL (door:http://localhost:8080/-/world), preloaded:FILE or none"),
    ("no id", "instances: [i-1, 'i 2']", "1:18: instances: 'i 2' is wrong; write ids such as i-1,i-2"),
    ("no dialect", "dialects: [double-quotes]",
     "1:12: dialects: 'double-quotes' is wrong; one of: single-quotes trailing-comma lower-keys extra-keys"),
    ("list for one value", "jobs: [1, 2]", "1:7: jobs: a list where one value is expected; a whole number from 1 to 256"),
    ("mapping for one value", "url: {slb: http://h}", "1:6: url: a mapping where one value is expected; write http://HOST:PORT or https://HOST:PORT"),
    ("list in a list", "has: [[verification]]", "1:7: has: a list where one value is expected; a text"),
    ("no value", "region:\njobs: 2", "1:8: region: the value is missing; a text"),
    ("no file", "ca-file: none.pem",
     "1:10: ca-file: 'none.pem' cannot be read: No such file or directory; the name of a file, from the folder of the profile"),
    ("a folder as file", "client-key: folder", "1:13: client-key: 'folder' cannot be read: Is a directory; the name of a file, from the folder of the profile"),
    ("password in a URL", "proxy: http://me:hunter2@proxy:1", "1:8: proxy: a user or password in a URL never stands in a profile; write the URL without it"),
    ("password in a door's URL", "arrange: door:http://hunter2@h/d",
     "1:10: arrange: a user or password in a URL never stands in a profile; write the URL without it"),
    ("a secret as key", "access-key-secret: hunter2",
     "1:1: unknown key 'access-key-secret'; a secret never stands in a profile, write where it is: credentials"),
    ("a token as key", "SecurityToken: hunter2", "1:1: unknown key 'SecurityToken'; a secret never stands in a profile, write where it is: credentials"),
    ("a secret as credentials", "credentials: hunter2",
     "1:14: credentials: no such file can be read; write the name of a file, or env:ID_VARIABLE,SECRET_VARIABLE[,TOKEN_VARIABLE]; "
     "the secret itself is nowhere but there"),
    ("a secret as variable", "credentials: env:LTAI,hunter2/=",
     "1:14: credentials: this is wrong; write the name of a file, or env:ID_VARIABLE,SECRET_VARIABLE[,TOKEN_VARIABLE]; the secret itself is nowhere but there"),
    ("secrets in a mapping", "credentials: {id: LTAI, secret: hunter2}",
     "1:14: credentials: a mapping where one value is expected; write the name of a file, or env:ID_VARIABLE,SECRET_VARIABLE[,TOKEN_VARIABLE]; "
     "the secret itself is nowhere but there"),
    ("no mapping", "- url", "1:1: a list where keys are expected; write KEY: VALUE, one a line"),
    ("a text", "url", "1:1: a text where keys are expected; write KEY: VALUE, one a line"),
    ("an anchor", "url: &a http://h", "1:6: anchors and aliases are not allowed: write the value out"),
    ("several at once", "url: here\nrate: 0\ntimeot: 1s\n\nhas: {a: b}",
     ["1:6: url: 'here' is wrong; write http://HOST:PORT or https://HOST:PORT", "2:7: rate: '0' is wrong; a whole number from 1 to 1000",
      "3:1: unknown key 'timeot'; did you mean 'timeout'?", "5:6: has: a mapping where one value is expected; a text"]),
)


class Mistakes(Folder):
    def mistakes(self, text, *args, name="rmspec.yaml"):
        if text is not None:
            self.write(name, text)
        code, out, err = self.call("profile", *args)
        self.assertEqual((code, out), (3, ""), err)
        self.assertNotIn("hunter2", err)
        lines = err.splitlines()
        n = len(lines) - 1
        self.assertEqual(lines.pop(), f"rmspec profile: the profile cannot be used: {n} mistake{'' if n == 1 else 's'}")
        return lines

    def test_each(self):
        for name, text, said in MISTAKES:
            with self.subTest(name):
                said = [said] if isinstance(said, str) else said
                self.assertEqual(self.mistakes(text), [f"rmspec.yaml:{one}" for one in said])

    def test_no_YAML(self):
        for text in ("url: [", "\turl: x", "url: 'x", "\x01"):
            with self.subTest(text=text):
                self.assertRegex(self.mistakes(text)[0], r"^rmspec\.yaml:\d+:\d+: ")
        self.assertEqual(self.mistakes(""), ["rmspec.yaml:1:1: the file is empty"])

    def test_unreadable(self):
        self.assertEqual(self.mistakes(None, "--profile", "none.yaml"),
                         ["none.yaml:1:1: the profile cannot be read: No such file or directory; name one that can, or use --no-profile"])
        self.assertEqual(self.mistakes(None, "--profile", "folder"),
                         ["folder:1:1: the profile cannot be read: Is a directory; name one that can, or use --no-profile"])

    def test_a_mistake_counts_where_the_command_line_is_stronger(self):
        self.assertEqual(self.mistakes("timeout: soon", "--timeout", "1s"),
                         ["rmspec.yaml:1:10: timeout: 'soon' is wrong; a time such as 250ms, 5s or 2m, at most 600s"])

    def test_limits(self):
        most = 64 << 10
        line = "region: cn-x\n"
        for text, said in ((line + "#" * (most - len(line)), None),
                           (line + "#" * (most - len(line) + 1), "1:1: the profile is larger than 65536 bytes; is it one?"),
                           ("region: " + "r" * 4096, None),
                           ("region: " + "r" * 4097, "1:9: region: the value has more than 4096 bytes"),
                           ("instances: [" + ", ".join(f"i-{i}" for i in range(1000)) + "]", None),
                           ("instances: [" + ", ".join(f"i-{i}" for i in range(1001)) + "]", "1:12: instances: more than 1000 values")):
            with self.subTest(size=len(text)):
                if said:
                    self.assertEqual(self.mistakes(text), [f"rmspec.yaml:{said}"])
                else:
                    self.write("rmspec.yaml", text)
                    self.values()

    def test_wrong_use(self):
        self.write("rmspec.yaml", "region: cn-x\n")
        for args, env, said in ((("--profile", "rmspec.yaml", "--no-profile"), None, "rmspec profile: --profile and --no-profile contradict each other\n"),
                                (("http://a", "http://b"), None, "rmspec profile: one URL, please; 'http://b' is one more\n"),
                                (("http://a", "--url", "http://b"), None, "rmspec profile: one URL, please; 'http://a' is one more\n"),
                                ((), {"RMSPEC_URL": "here"}, "rmspec profile: RMSPEC_URL: 'here' is wrong; write http://HOST:PORT or https://HOST:PORT\n"),
                                (("--strict=perhaps",), None, "rmspec profile: --strict: 'perhaps' is wrong; yes or no\n"),
                                (("--credentials", "env:hunter2"), None,
                                 "rmspec profile: --credentials: this is wrong; write the name of a file, or env:ID_VARIABLE,SECRET_VARIABLE[,TOKEN_VARIABLE]; "
                                 "the secret itself is nowhere but there\n")):
            with self.subTest(args=args):
                self.assertEqual(self.call("profile", *args, env=env), (2, "", said))

    def test_mistakes_that_only_a_run_can_see(self):
        for text, said in (("has: [verificaton]", "rmspec.yaml:1:1: has: no case needs 'verificaton'; did you mean 'verification'?\n"),
                           ("lacks: [gold]", "rmspec.yaml:1:1: lacks: no case needs 'gold'; docs/profiles.md lists the features\n"),
                           ("has: [security-token]\nlacks: [security-token]", "rmspec.yaml:2:1: lacks: 'security-token' is given with --has too\n"),
                           ("signature: v3", "rmspec.yaml:1:1: signature: v3 needs credentials: set RMSPEC_ACCESS_KEY_ID and RMSPEC_ACCESS_KEY_SECRET, "
                                             "or name a file with --credentials\n"),
                           ("credentials: env:NO_ID,NO_SECRET",
                            "rmspec.yaml:1:1: credentials: neither NO_ID nor NO_SECRET is set in the environment\n")):
            with self.subTest(text=text):
                self.write("rmspec.yaml", text)
                self.assertEqual(self.call("run", "http://127.0.0.1:9"), (3, "", said))
        self.write("rmspec.yaml", "has: [security-token]\n")  # the command line overrules the profile
        self.assertEqual(self.call("run", "http://127.0.0.1:9", "--lacks", "security-token", "--quiet")[0], 4)

    def test_other_commands_do_not_read_it(self):
        self.write("rmspec.yaml", "timeot: 1s\n")
        self.assertEqual(self.call("list", "ess/RemoveInstances/min-size/one-below")[0], 0)
        self.assertEqual(self.call("run", "--no-profile", "--dry-run", "--only", "ess/RemoveInstances/min-size/one-below")[0], 0)
        self.assertEqual(self.call("run", "--dry-run")[0], 3)
        self.assertEqual(self.call("sweep", "http://127.0.0.1:9")[0], 3)


class Secrets(Folder):
    ID, SECRET, TOKEN = "LTAI5tVisibleKeyId", "S3cretOfTheTest0123456789abcd", "T0kenOfTheTest0123456789abcdefgh"

    def everything(self):
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                if name not in ("keys.env", "keys.txt"):
                    with open(path, "rb") as file:
                        yield path, file.read().decode(errors="replace")

    def test_nowhere(self):
        self.write("keys.env", f"access_key_id={self.ID}\naccess_key_secret={self.SECRET}\nsecurity_token={self.TOKEN}\n")
        os.chmod(os.path.join(self.folder, "keys.env"), 0o600)
        self.write("keys.txt", f"{self.ID}:{self.SECRET}:token={self.TOKEN}\n")
        env = {"T_ID": self.ID, "T_SECRET": self.SECRET, "T_TOKEN": self.TOKEN}
        formats = ("json", "junit", "ndjson", "tap", "sarif", "markdown", "badge", "html")
        said = []
        # a secret that the endpoint does not know: the refusals of the endpoint show what it got
        for fault, key in ((None, self.SECRET), ("wrong", self.SECRET + "x")):
            keys = self.write("keys.txt", f"{self.ID}:{key}:token={self.TOKEN}\n")
            with serve("--access-key-file", keys) as url:
                for credentials, scheme in (("keys.env", "v1"), ("env:T_ID,T_SECRET,T_TOKEN", "v3")):
                    reports = ", ".join(f"{name}:{fault}-{scheme}.{name}" for name in formats)
                    self.write("rmspec.yaml", f"url: {url}\narrange: door:{url}/-/world\ncredentials: {credentials}\nsignature: {scheme}\n"
                                              f"report: [{reports}]\nevidence: {fault}-{scheme}\n")
                    for args in (("profile",), ("profile", "--json"), ("run", "--only", "ess/RemoveInstances/min-size", "--verbose"),
                                 ("run", "--dry-run", "--only", "ess/RemoveInstances/min-size/one-below"), ("probe",), ("sweep", "--dry-run")):
                        code, out, err = self.call(*args, env=env)
                        said.append((args, out + err))
                        if args[0] == "run" and not fault:
                            self.assertEqual(code, 0, out + err)
        texts = [*said, *self.everything()]
        self.assertGreater(len(texts), 40)
        for name, text in texts:
            for word in (self.SECRET, self.TOKEN):
                self.assertNotIn(word, text, name)
        self.assertTrue(any("LTAI" in text and "Signature=***" in text for _, text in texts), "nothing was signed")
        told = dict(said)
        self.assertIn("secrets: T_ID and T_SECRET (set), T_TOKEN (set)\n", told[("profile",)])
        self.assertTrue(json.loads(told[("profile", "--json")])["secrets"]["there"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
