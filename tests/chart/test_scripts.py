"""The scripts inside the pods, run as their images would: with busybox's programs, and with dash and this machine's."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import signal
import subprocess
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from renders import CHART, find, manifests
from tools import from_wheel, tool

SCRIPTS = CHART / "files" / "scripts"
ALL = sorted(SCRIPTS.glob("*.sh"))
KEY = "f3f61f30399831b8b6b00b67fd357faa3a641768846e6df25fd9990f151e3846"  # public: Linea's own development key
NODE_ID = "14408801a444dafc44afbccce2eb755f902aed3b5743fed787b3c790e021fef2" + "8" * 64


@pytest.mark.parametrize("script", ALL, ids=lambda path: path.name)
def test_shellcheck_finds_nothing(script):
    """Each script is plain POSIX shell without a known trap."""
    command = [from_wheel("shellcheck"), "--shell=sh", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("script", ALL, ids=lambda path: path.name)
def test_scripts_stop_at_the_first_failure(script):
    """Each script has -e and -u, and says on its second line what it is for."""
    lines = script.read_text("utf-8").splitlines()
    assert lines[0] == "#!/bin/sh"
    assert lines[1].startswith("# ")
    assert "set -eu" in lines


@pytest.mark.parametrize("script", ["start-besu.sh", "start-ethstats.sh"])
def test_wrappers_hand_over_their_process(script):
    """A wrapper ends in exec, so that the program gets SIGTERM."""
    assert (SCRIPTS / script).read_text("utf-8").splitlines()[-1].startswith("exec ")


class TestDeriveSecrets:
    def test_secrets_are_hashes_of_name_and_key(self, shell):
        """Each secret is 64 hex digits, another for each name, and follows from the key alone."""
        (shell.folder / "key").write_text(f"{KEY}\n", "utf-8")
        code, said = shell.run(
            "derive-secrets.sh", "engine-jwt", "ethstats", KEY_FILE=shell.folder / "key", OUT_DIR=shell.folder
        )
        assert (code, said) == (0, "")
        for name in ("engine-jwt", "ethstats"):
            expected = hashlib.sha256(f"linea-stack/{name}/{KEY}".encode()).hexdigest()
            assert (shell.folder / name).read_text("utf-8") == f"{expected}\n"

    @pytest.mark.parametrize("written", [f"0x{KEY}", KEY.upper(), f"  {KEY}\r\n\n", f"0x{KEY.upper()}"])
    def test_the_same_key_gives_the_same_secrets(self, shell, written):
        """How the key is written makes no difference: pods with one Secret always agree."""
        (shell.folder / "key").write_text(written, "utf-8")
        shell.run("derive-secrets.sh", "engine-jwt", KEY_FILE=shell.folder / "key", OUT_DIR=shell.folder)
        expected = hashlib.sha256(f"linea-stack/engine-jwt/{KEY}".encode()).hexdigest()
        assert (shell.folder / "engine-jwt").read_text("utf-8").strip() == expected

    def test_a_wrong_key_is_refused_without_being_shown(self, shell):
        """A key of another length stops the pod; the message has its length, not its digits."""
        (shell.folder / "key").write_text(KEY[:62], "utf-8")
        code, said = shell.run("derive-secrets.sh", "x", KEY_FILE=shell.folder / "key", OUT_DIR=shell.folder)
        assert code == 1
        assert said.startswith("the sequencer's p2p key has 62 hex digits, and 64 are needed")
        assert KEY[:20] not in said


class TestDeriveValidator:
    ADDRESS = "0x083e11f14b68d5ebeb4be3e3e0237ebbc5675ab5"
    GENESIS = '{"validatorSet": ["VALIDATOR"]}\n'

    def run(self, shell, key: str) -> tuple[int, str]:
        arguments = "for a; do case $a in --to=*) to=${a#*=} ;; --node-private-key-file=*) key=${a#*=} ;; esac; done"
        shell.fake("besu", f'{arguments}; cp "$key" {shell.folder}/asked; printf %s {self.ADDRESS} >"$to"')
        (shell.folder / "key").write_text(key, "utf-8")
        (shell.folder / "genesis").write_text(self.GENESIS, "utf-8")
        places = {"KEY_FILE": "key", "GENESIS": "genesis", "OUT": "out", "WORK": "."}
        return shell.run("derive-validator.sh", **places)

    @pytest.mark.parametrize("prefix", ["0x08021220", "08021220", "0x0802122100"])
    def test_the_address_goes_into_the_genesis(self, shell, prefix):
        """Besu gets the 32 bytes behind libp2p's prefix, and its answer becomes the validator; the bytes are wiped."""
        code, said = self.run(shell, prefix + KEY)
        assert (code, said) == (0, "derive-validator: the validator is 0x083e11f14b68d5ebeb4be3e3e0237ebbc5675ab5\n")
        assert (shell.folder / "asked").read_text("utf-8") == f"{KEY}\n"
        expected = '{"validatorSet": ["0x083e11f14b68d5ebeb4be3e3e0237ebbc5675ab5"]}\n'
        assert (shell.folder / "out").read_text("utf-8") == expected
        assert not (shell.folder / "raw-key").exists()

    @pytest.mark.parametrize("key", [KEY, "0x08021220" + KEY[:60], "0x12" + KEY, ""])
    def test_another_form_is_refused(self, shell, key):
        """A bare key, which maru could not read, stops the pod and says which form is wanted."""
        code, said = self.run(shell, key)
        assert code == 1
        assert "has to be 0x08021220 and 64 hex digits" in said
        assert KEY[:20] not in said


class TestResolveSequencerIp:
    ANSWER = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\t{host}\nAddress: {ip}\n"
    HOST = "linea-stack-sequencer-0.linea-stack-sequencer-svc.default.svc.cluster.local."

    def run(self, shell, *, nslookup: str, wget: str = "exit 1", **env: str) -> tuple[int, str]:
        shell.fake("nslookup", nslookup)
        shell.fake("sleep", "exec /bin/sleep 0.1")
        shell.fake("wget", wget)
        settings = {
            "SEQUENCER_HOST": self.HOST, "SEQUENCER_RPC_HOST": "sequencer", "PEER_MODE": "podIP",
            "TIMEOUT_SECONDS": "5", "OUT": "nodes.json",
        }  # fmt: skip
        return shell.run("resolve-sequencer-ip.sh", **(settings | env))

    def found(self, ip: str = "10.1.2.3") -> str:
        return f"cat <<'END'\n{self.ANSWER.format(host=self.HOST, ip=ip)}END"

    def enode(self) -> str:
        return f"""echo '{{"jsonrpc":"2.0","id":1,"result":"enode://{NODE_ID}@10.1.2.3:30303"}}'"""

    def nodes(self, shell) -> list[str]:
        return json.loads((shell.folder / "nodes.json").read_text("utf-8"))

    def test_the_pod_address_is_written(self, shell):
        """The name server's own address, which comes first, is not taken for the sequencer's."""
        code, said = self.run(shell, nslookup=self.found(), SEQUENCER_NODE_ID=NODE_ID)
        assert (code, said) == (0, f"resolve-sequencer-ip: sequencer {self.HOST} is 10.1.2.3\n")
        assert self.nodes(shell) == [f"enode://{NODE_ID}@10.1.2.3:30303"]

    def test_the_sequencer_is_asked_for_its_public_key(self, shell):
        """Without a value the public key comes from the sequencer's RPC."""
        code, _ = self.run(shell, nslookup=self.found(), wget=self.enode())
        assert code == 0
        assert self.nodes(shell) == [f"enode://{NODE_ID}@10.1.2.3:30303"]

    def test_names_are_kept_for_besu_in_mode_dns(self, shell):
        """In the mode dns besu gets the name, once it resolves."""
        self.run(shell, nslookup=self.found(), SEQUENCER_NODE_ID=NODE_ID, PEER_MODE="dns")
        assert self.nodes(shell) == [f"enode://{NODE_ID}@{self.HOST.rstrip('.')}:30303"]

    def test_it_waits_for_the_name(self, shell):
        """A name without an address yet is asked for again."""
        counter = f"n=$(cat {shell.folder}/n 2>/dev/null || echo 0); echo $((n + 1)) >{shell.folder}/n"
        later = f"{counter}\nif [ $n -lt 2 ]; then exit 1; fi\n{self.found()}"
        code, said = self.run(shell, nslookup=later, SEQUENCER_NODE_ID=NODE_ID, TIMEOUT_SECONDS="30")
        assert code == 0
        assert said.splitlines()[0] == f"resolve-sequencer-ip: waiting for {self.HOST}: the name has no address"

    def families(self, **answers: str) -> str:
        """A name server that has these addresses; busybox ends well, too, where a name has none of the asked family."""
        cases = "\n".join(f"-type={family}) {self.found(ip)}\n;;" for family, ip in answers.items())
        none = r"*) printf 'Server:\t\t::1\nAddress:\t[::1]:53\n\n' ;;"
        return f"case $1 in\n{cases}\n{none}\nesac"

    @pytest.mark.parametrize("pod_ip", ["fd00::1", "10.1.0.1", ""])
    @pytest.mark.parametrize(
        ("answers", "expected"),
        [({"aaaa": "fd00::12"}, "[fd00::12]"), ({"a": "10.1.2.3"}, "10.1.2.3")],
        ids=["ipv6", "ipv4"],
    )
    def test_a_cluster_may_have_one_family_only(self, shell, answers, expected, pod_ip):
        """The family that the name has is taken, whatever the pod's own is; an IPv6 address stands in brackets."""
        code, said = self.run(shell, nslookup=self.families(**answers), SEQUENCER_NODE_ID=NODE_ID, POD_IP=pod_ip)
        assert (code, self.nodes(shell)) == (0, [f"enode://{NODE_ID}@{expected}:30303"])
        assert said.endswith(f"is {expected.strip('[]')}\n")

    @pytest.mark.parametrize(("pod_ip", "expected"), [("fd00::1", "[fd00::12]"), ("10.1.0.1", "10.1.2.3")])
    def test_with_both_families_the_pods_own_is_taken(self, shell, pod_ip, expected):
        """In a dual-stack cluster besu calls the sequencer by the family of its own first address."""
        lookup = self.families(a="10.1.2.3", aaaa="fd00::12")
        code, _ = self.run(shell, nslookup=lookup, SEQUENCER_NODE_ID=NODE_ID, POD_IP=pod_ip)
        assert (code, self.nodes(shell)) == (0, [f"enode://{NODE_ID}@{expected}:30303"])

    def test_the_rpc_is_asked_by_the_pods_name(self, busybox_shell, free_port):
        """Not at the address for p2p, which is that of a Service without the RPC's port in the mode clusterIP."""
        answer = {"jsonrpc": "2.0", "id": 1, "result": f"enode://{NODE_ID}@[fd00::12]:30303"}
        with rpc_server(free_port, answer) as asked:
            busybox_shell.fake("nslookup", self.families(aaaa="fd00::99"))
            code, _ = busybox_shell.run(
                "resolve-sequencer-ip.sh", SEQUENCER_HOST=self.HOST, SEQUENCER_RPC_HOST="localhost",
                PEER_MODE="clusterIP", TIMEOUT_SECONDS="5", OUT="nodes.json", RPC_PORT=str(free_port),
            )  # fmt: skip
        assert (code, self.nodes(busybox_shell)) == (0, [f"enode://{NODE_ID}@[fd00::99]:30303"])
        assert asked == [{"jsonrpc": "2.0", "id": 1, "method": "net_enode", "params": []}]

    @pytest.mark.parametrize("ip", ["", "127.0.0.1", "0.0.0.0", "::1", "::"])  # noqa: S104 # an answer that is no address
    def test_it_gives_up_with_a_reason(self, shell, ip):
        """No address, or one that is the pod's own, ends after the deadline and points to the headless Service."""
        code, said = self.run(shell, nslookup=self.found(ip), SEQUENCER_NODE_ID=NODE_ID, TIMEOUT_SECONDS="1")
        assert code == 1
        assert "after 1 s: the name has no address. Is its pod running, and is its Service headless" in said
        assert not (shell.folder / "nodes.json").exists()

    def test_it_says_when_only_the_rpc_is_missing(self, shell):
        """With an address and no answer to net_enode the message says that."""
        code, said = self.run(shell, nslookup=self.found(), TIMEOUT_SECONDS="1")
        assert code == 1
        assert "the RPC of sequencer does not answer net_enode" in said


@pytest.mark.helm
class TestHeadlessDns:
    """The script of the `helm test` pod."""

    def run(self, shell, nslookup: str) -> int:
        pod = find(manifests(), "Pod", "linea-stack-test-headless-dns")
        (container,) = pod["spec"]["containers"]
        assert container["command"] == ["/bin/sh", "-euc"]
        script = shell.folder / "test.sh"
        script.write_text(f"set -eu\n{container['args'][0]}", "utf-8")
        shell.fake("nslookup", nslookup)
        return shell.run(str(script))[0]

    NONE = r"printf 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n'"
    FOUND = rf"{NONE}; printf 'Name:\tx\nAddress: %s\n'"

    @pytest.mark.parametrize(("family", "ip"), [("a", "10.1.2.3"), ("aaaa", "fd00::12")])
    def test_one_family_is_enough(self, shell, family, ip):
        """A cluster may have IPv4 only, or IPv6 only."""
        found = self.FOUND % ip
        assert self.run(shell, f"case $1 in -type={family}) {found} ;; *) {self.NONE} ;; esac") == 0

    @pytest.mark.parametrize("answer", [NONE, "exit 1"])
    def test_a_name_without_an_address_fails(self, shell, answer):
        """busybox ends well where a name exists and has no address."""
        assert self.run(shell, answer) != 0


@contextmanager
def rpc_server(port: int, answer: dict):
    """A JSON-RPC server on loopback with one answer; gives the list of what it was asked."""
    asked: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", port), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield asked
        server.shutdown()
        thread.join()


class TestStartBesu:
    def test_the_ethstats_address_is_put_together(self, shell):
        """Besu finds the address in its environment, with scheme, pod name and secret; arguments pass through."""
        shell.fake("besu", 'echo "$BESU_ETHSTATS $*"')
        (shell.folder / "word").write_text("s3cret\n", "utf-8")
        env = {"POD_NAME": "besu-1", "ETHSTATS_HOST": "stats", "ETHSTATS_SECRET_FILE": "word"}
        code, said = shell.run("start-besu.sh", "--config-file=/c", "--x", **env)
        assert (code, said) == (0, "ws://besu-1:s3cret@stats:3000 --config-file=/c --x\n")

    def test_without_ethstats_nothing_is_set(self, shell):
        """Without a server Besu gets no address."""
        shell.fake("besu", 'echo "[${BESU_ETHSTATS:-}] $*"')
        assert shell.run("start-besu.sh", "--a") == (0, "[] --a\n")

    def test_besu_gets_the_signal(self, shell):
        """SIGTERM reaches Besu itself, for the shell is gone."""
        shell.fake("besu", "trap 'echo closing; exit 0' TERM; echo up; while :; do sleep 0.1; done")
        process = shell.start("start-besu.sh")
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=20)
        assert (process.returncode, said) == (0, "closing\n")


class TestStartEthstats:
    def test_the_server_gets_its_secret(self, shell):
        """The server finds its secret in the environment."""
        shell.fake("node", 'echo "$WS_SECRET $*"')
        (shell.folder / "word").write_text("s3cret\n", "utf-8")
        assert shell.run("start-ethstats.sh", ETHSTATS_SECRET_FILE="word") == (0, "s3cret ./bin/www\n")


class TestSnapshot:
    def run(self, shell, **answers: str) -> tuple[int, str, list[str]]:
        """Run the script against a kubectl that writes down what it is asked for."""
        cases = "\n".join(f'*"{asked}"*) {answer} ;;' for asked, answer in answers.items())
        shell.fake("kubectl", f'echo "$*" >>{shell.folder}/calls\ncase "$*" in\n{cases}\nesac')
        shell.fake("sleep", "exit 0")
        code, said = shell.run("snapshot.sh", NAME="b", TIMEOUT_SECONDS="10", CONFIG="/c")
        return code, said, (shell.folder / "calls").read_text("utf-8").splitlines()

    CLEAN = "delete --ignore-not-found job/b persistentvolumeclaim/b volumesnapshot.snapshot.storage.k8s.io/b"

    def test_it_makes_one_thing_after_the_other_and_cleans_up(self, shell):
        """Snapshot, claim, Job in this order, with leftovers removed before and everything after."""
        code, said, calls = self.run(shell, **{"get job": "echo Complete"})
        assert (code, said) == (0, "snapshot: done\n")
        assert calls[0] == calls[-1] == self.CLEAN
        made = [call for call in calls if call.startswith("create")]
        assert made == [f"create -f /c/b-{kind}.yaml" for kind in ("snapshot", "claim", "job")]
        assert any(call.startswith("wait --for=jsonpath={.status.readyToUse}=true") for call in calls)

    @pytest.mark.parametrize("answers", [{"get job": "echo Failed"}, {"wait --for": "exit 1"}, {"get job": ":"}])
    def test_a_failure_cleans_up_too(self, shell, answers):
        """A failed Job, a snapshot that gets not ready, and a timeout end in failure and leave nothing behind."""
        code, _, calls = self.run(shell, **answers)
        assert code == 1
        assert calls[-1] == self.CLEAN


@pytest.mark.slow
class TestSendTransactions:
    """Against a real chain: anvil, and the cast that is in the image. The account is anvil's first, which is public."""

    KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
    TO = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"

    @pytest.fixture
    def chain(self, free_port):
        command = [tool("anvil"), "--port", str(free_port), "--chain-id", "59139", "--silent"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield f"http://127.0.0.1:{free_port}"
        process.terminate()
        process.wait(timeout=20)

    @pytest.fixture
    def sender(self, dash_shell):
        shell = dash_shell
        shell.add(tool("cast"))
        (shell.folder / "key").write_text(f"{self.KEY}\n", "utf-8")
        (shell.folder / "store").mkdir()
        return shell

    def start(self, sender, rpc: str, **env: str):
        settings = {
            "ETH_RPC_URL": rpc, "TO_ADDRESS": self.TO, "TX_PRIVATE_KEY_FILE": sender.folder / "key",
            "TX_INTERVAL_SECONDS": "1", "TX_AMOUNT_WEI": "10", "TX_EXPECTED_CHAIN_ID": "59139",
            "TX_KEYSTORE_DIR": sender.folder / "store", "TX_STATE_DIR": sender.folder,
        }  # fmt: skip
        return sender.start("send-transactions.sh", **(settings | env))

    def test_transactions_are_mined_and_sigterm_ends_it(self, sender, chain):
        """It waits for the chain, sends, tells each hash, and stops at once when asked; the key is in no argument."""
        process = self.start(sender, chain)
        line = next(line for line in process.stdout if " mined 2 0x" in line)
        arguments = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if os.access(path, os.R_OK)]
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=20)
        assert process.returncode == 0
        assert said.splitlines()[-1].endswith("transactions")
        assert self.KEY[2:].encode() not in b"".join(arguments)
        assert self.KEY[2:] not in line + said
        assert (sender.folder / "sent").exists()

    def test_another_chain_is_refused(self, sender, chain):
        """On a chain with another id nothing is sent."""
        process = self.start(sender, chain, TX_EXPECTED_CHAIN_ID="1")
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 1
        assert said.splitlines()[-1].endswith(f"{chain} is chain 59139, not 1: nothing is sent")

    def test_a_wrong_key_is_refused_without_being_shown(self, sender, chain):
        """A key that cannot be imported stops it with a message that says what is wanted."""
        (sender.folder / "key").write_text("0xac0974\n", "utf-8")
        process = self.start(sender, chain)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "the private key was refused: it has to be 32 bytes in hex" in said
        assert "ac0974" not in said

    def test_an_account_without_funds_waits(self, sender, chain):
        """It says why nothing was sent, and goes on trying instead of crashing."""
        (sender.folder / "key").write_text("0x" + "4" * 64, "utf-8")
        process = self.start(sender, chain)
        lines = list(itertools.islice((line for line in process.stdout if "not sent" in line), 2))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        assert all("nsufficient funds" in line for line in lines)
        assert (sender.folder / "alive").exists()
        assert not (sender.folder / "sent").exists()
