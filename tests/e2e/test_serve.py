"""The reference among many clients: whoever connects is answered, however many idle connections others keep."""

import contextlib
import http.client
import sys
import unittest
import urllib.parse

from endpoints import serve

SOON = 10  # seconds; a connection idles out after 30
ASK = "/?Action=DescribeLoadBalancers&Version=2014-05-15&RegionId=cn-hangzhou&Format=JSON"
NEVER = "/?Action=RemoveInstances&Version=2014-08-28&ScalingGroupId=asg-1&InstanceId.1=i-1&Format=JSON"

# (row, what limits the process, connections that stay open)
ROWS = (("the limit of its own", (), 256),  # RMS_SERVER_CONNECTIONS_MAX
        ("fewer files than that", ("prlimit", "--nofile=64"), 32))


class Client:
    """Keeps its connection, as the agents of npm do."""

    def __init__(self, url):
        address = urllib.parse.urlsplit(url)
        self.http = http.client.HTTPConnection(address.hostname, address.port, timeout=SOON)
        self.http.connect()
        self.http.auto_open = 0

    def ask(self):
        self.http.request("GET", ASK)
        answer = self.http.getresponse()
        answer.read()
        return answer.status

    def is_open(self):
        self.http.sock.settimeout(0)
        try:
            return self.http.sock.recv(1) != b""
        except BlockingIOError:
            return True
        except ConnectionError:
            return False
        finally:
            self.http.sock.settimeout(SOON)


class Serve(unittest.TestCase):
    def test_idle_connections_make_room(self):
        for row, limited, most in ROWS:
            with self.subTest(row), serve(before=limited) as url, contextlib.ExitStack() as stack:
                clients = []
                for _ in range(most + 45):
                    clients.append(Client(url))
                    stack.callback(clients[-1].http.close)
                    self.assertEqual(clients[-1].ask(), 200)
                self.assertEqual([client.is_open() for client in clients], [False] * 45 + [True] * most)
                self.assertEqual({client.ask() for client in clients[45:]}, {200})

    def test_silent_connections_make_room(self):
        """Sockets that were opened in advance, and never used."""
        for row, limited, most in ROWS:
            with self.subTest(row), serve(before=limited) as url, contextlib.ExitStack() as stack:
                for _ in range(most + 45):
                    stack.callback(Client(url).http.close)
                last = Client(url)
                stack.callback(last.http.close)
                self.assertEqual(last.ask(), 200)

    def test_answers_that_never_come_leave_room(self):
        for row, limited, most in ROWS:
            with self.subTest(row), serve("--fault", "answer-never-comes", before=limited) as url, contextlib.ExitStack() as stack:
                for _ in range(most + 45):
                    stuck = Client(url)
                    stack.callback(stuck.http.close)
                    stuck.http.request("GET", NEVER)
                last = Client(url)
                stack.callback(last.http.close)
                self.assertEqual(last.ask(), 200)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
