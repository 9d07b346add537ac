"""Objects that stand already: lent to the cases, put back as they were, and never risked where that cannot be done."""

import json
import os
import tempfile
import unittest
import urllib.parse
import urllib.request

from endpoints import proxy, report_of, rmspec, serve

VERSIONS = {"slb": "2014-05-15", "ess": "2014-08-28"}


class Stock:
    """A few objects of the reference, and the file that names them."""

    def __init__(self, url):
        self.url = url
        self.made = 0
        self.world = {"load_balancers": [], "vserver_groups": [], "groups": []}
        for n in (1, 2, 3):
            self.balancer(n)
            self.vserver_group(n)
            self.group(n, 0)
        self.group(2, 2)

    def ask(self, product, action, **parameters):
        query = {"Action": action, "Version": VERSIONS[product], "Format": "JSON", "RegionId": "cn-hangzhou"}
        with urllib.request.urlopen(f"{self.url}/?" + urllib.parse.urlencode({**query, **parameters})) as answer:
            return json.load(answer)

    def instances(self, n):
        self.made += n
        return [f"i-stock{self.made - i:04}" for i in range(n)]

    def balancer(self, n):
        servers = self.instances(n)
        balancer = self.ask("slb", "CreateLoadBalancer")["LoadBalancerId"]
        self.ask("slb", "AddBackendServers", LoadBalancerId=balancer,
                 BackendServers=json.dumps([{"ServerId": s, "Weight": str(10 + i)} for i, s in enumerate(servers)]))
        self.world["load_balancers"].append(
            {"id": balancer, "servers": [{"server": s, "weight": 10 + i} for i, s in enumerate(servers)]})

    def vserver_group(self, n):
        servers = self.instances(n)
        balancer = self.world["load_balancers"][0]["id"]
        group = self.ask("slb", "CreateVServerGroup", LoadBalancerId=balancer, BackendServers=json.dumps(
            [{"ServerId": s, "Port": "80", "Weight": "100"} for s in servers]))["VServerGroupId"]
        self.world["vserver_groups"].append(
            {"id": group, "load_balancer": balancer, "servers": [{"server": s, "port": 80} for s in servers]})

    def group(self, n, min_size):
        members = self.instances(n)
        group = self.ask("ess", "CreateScalingGroup", MinSize="0", MaxSize="50")["ScalingGroupId"]
        configuration = self.ask("ess", "CreateScalingConfiguration", ScalingGroupId=group, ImageId="m",
                                 InstanceType="t", SecurityGroupId="sg")["ScalingConfigurationId"]
        self.ask("ess", "EnableScalingGroup", ScalingGroupId=group, ActiveScalingConfigurationId=configuration)
        self.ask("ess", "AttachInstances", ScalingGroupId=group,
                 **{f"InstanceId.{i + 1}": m for i, m in enumerate(members)})
        self.ask("ess", "ModifyScalingGroup", ScalingGroupId=group, MinSize=str(min_size))
        self.world["groups"].append({"id": group, "min_size": min_size, "max_size": 50,
                                     "instances": [{"attached": m} for m in members]})

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.world, file)

    def now(self):
        """What stands there, in a form that can be compared."""
        seen = []
        for balancer in self.world["load_balancers"]:
            answer = self.ask("slb", "DescribeLoadBalancerAttribute", LoadBalancerId=balancer["id"])
            seen.append(sorted((s["ServerId"], s["Weight"]) for s in answer["BackendServers"]["BackendServer"]))
        for group in self.world["vserver_groups"]:
            answer = self.ask("slb", "DescribeVServerGroupAttribute", VServerGroupId=group["id"])
            seen.append(sorted((s["ServerId"], s["Port"]) for s in answer["BackendServers"]["BackendServer"]))
        for group in self.world["groups"]:
            answer = self.ask("ess", "DescribeScalingInstances", ScalingGroupId=group["id"], PageSize="50")
            seen.append(sorted(i["InstanceId"] for i in answer["ScalingInstances"]["ScalingInstance"]))
        return seen


class Preloaded(unittest.TestCase):
    def play(self, stock, url, *args):
        with tempfile.TemporaryDirectory() as folder:
            stock.write(f"{folder}/stock.yaml")
            run = rmspec("run", url, "--arrange", f"preloaded:{folder}/stock.yaml", "--report",
                         f"json:{folder}/r.json", *args)
            return run, report_of(f"{folder}/r.json")

    def executed(self, report):
        return {c["rule"] for c in report["checks"] if c["verdict"] not in ("skip", "error")}

    def test_lent_and_put_back(self):
        with serve() as url:
            stock = Stock(url)
            before = stock.now()
            run, report = self.play(stock, url)
            self.assertEqual(stock.now(), before)
        self.assertEqual(run.code, 0, run.out)
        self.assertEqual((report["ledger"]["fail"], report["ledger"]["error"]), (0, 0))
        for rule in ("slb/RemoveBackendServers/removes-named", "slb/RemoveVServerGroupBackendServers/absent-ignored",
                     "ess/RemoveInstances/min-size", "ess/RemoveInstances/attached-kept"):
            self.assertIn(rule, self.executed(report))
        released = [c for c in report["checks"] if c["rule"] == "ess/RemoveInstances/auto-created-released"]
        self.assertTrue(released and all(c["verdict"] == "skip" for c in released))

    def test_wrong_removals_are_put_back_too(self):
        with serve("--fault", "min-size-off-by-one") as url:
            stock = Stock(url)
            before = stock.now()
            run, report = self.play(stock, url, "--only", "ess/RemoveInstances/min-size")
            self.assertEqual(stock.now(), before)
        self.assertEqual(run.code, 1, run.out)
        self.assertGreater(report["ledger"]["fail"], 0)

    def test_nothing_is_risked(self):
        def refuse(handler, forward):
            return handler.answer(400, "application/json", json.dumps(
                {"RequestId": "R", "HostId": "h", "Code": "UnsupportedOperation",
                 "Message": "The specified action is not supported."}).encode())

        with serve() as url:
            stock = Stock(url)
            before = stock.now()
            with proxy(url, "AddBackendServers", refuse) as hop:
                run, report = self.play(stock, hop, "--action", "RemoveBackendServers")
            self.assertEqual(stock.now(), before)
        self.assertEqual(run.code, 0, run.out)
        reasons = {c["reason"] for c in report["checks"] if c["verdict"] == "skip"}
        self.assertTrue(any("cannot be rebuilt" in r and "AddBackendServers is not offered" in r for r in reasons),
                        reasons)
        self.assertGreater(report["ledger"]["pass"], 0)

    def test_a_file_that_is_not_true(self):
        with serve() as url:
            stock = Stock(url)
            for balancer in stock.world["load_balancers"]:
                balancer["servers"][0]["server"] = f"i-elsewhere-{balancer['id']}"
            run, report = self.play(stock, url, "--settle", "50ms", "--only",
                                    "slb/RemoveBackendServers/removes-named")
        self.assertGreater(report["ledger"]["error"], 0)
        self.assertEqual(report["ledger"]["fail"], 0)

    def test_mistakes(self):
        rows = [("load_balancers: [{id: lb-1, servers: 7}]", "1:"),
                ("load_balancers: [{id: lb-1, colour: red}]", "unknown key 'colour'"),
                ("caller: denied", "cannot be preloaded"),
                ("[]", "must be a mapping")]
        for text, message in rows:
            with self.subTest(text), tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "stock.yaml")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                run = rmspec("run", "http://127.0.0.1:9", "--arrange", f"preloaded:{path}")
                self.assertEqual(run.code, 3, run.err)
                self.assertIn("stock.yaml:1:", run.err)
                self.assertIn(message, run.err)
        run = rmspec("run", "http://127.0.0.1:9", "--arrange", "preloaded:/nowhere/stock.yaml")
        self.assertEqual(run.code, 3)
        self.assertIn("cannot be read", run.err)


class Instances(unittest.TestCase):
    def test_given_instances(self):
        given = [f"i-given{n:02}" for n in range(6)]
        seen = []

        def watch(handler, forward):
            seen.append(handler.params["BackendServers"][0])
            return handler.answer(*forward())

        with serve() as url, proxy(url, "AddBackendServers", watch) as hop, tempfile.TemporaryDirectory() as folder:
            run = rmspec("run", hop, "--instances", ",".join(given[:3]), "--instances", ",".join(given[3:]),
                         "--action", "RemoveBackendServers", "--report", f"json:{folder}/r.json")
            report = report_of(f"{folder}/r.json")
        self.assertEqual(run.code, 0, run.out)
        arranged = seen[1:]  # the first is the probe's
        self.assertTrue(arranged)
        self.assertTrue(all("i-given" in one and "i-rmspec" not in one for one in arranged), seen[:2])
        self.assertTrue(any("more ECS instances than the 6" in (c["reason"] or "") for c in report["checks"]))

    def test_usage(self):
        for args, message in ((("--instances", "i-1,,i-2"), "'i-1,,i-2' is wrong; write ids such as i-1,i-2"),
                              (("--instances", "i-1", "--arrange", "none"), "goes with --arrange api")):
            run = rmspec("run", "http://127.0.0.1:9", *args)
            self.assertEqual(run.code, 2)
            self.assertIn(message, run.err)


if __name__ == "__main__":
    unittest.main()
