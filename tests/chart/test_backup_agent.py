"""How data is copied while nothing writes to it: the stage, and the agent that stops the node for it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from chart_data import contents, make_database, wait_until
from renders import CHART

SCRIPTS = CHART / "files" / "scripts"


class TestStage:
    def test_finished_files_are_linked_and_others_copied(self, shell):
        """Tables share their inode with the database, files that are written on do not, and no key is among them."""
        make_database(shell.folder / "data")
        assert shell.run("stage.sh", DATA=shell.folder / "data") == (0, "")
        data, staging = shell.folder / "data", shell.folder / "data" / ".backup" / "staging"
        shared = {name for name in contents(staging) if (data / name).stat().st_ino == (staging / name).stat().st_ino}
        assert shared == {"database/000007.sst", "database/000008.blob"}
        left_out = {"key", "private-key", "jwt.hex", "database/LOCK"}
        expected = {k: v for k, v in contents(data).items() if not k.startswith(".backup") and k not in left_out}
        assert contents(staging) == expected

    def test_what_is_written_later_does_not_reach_the_copy(self, shell):
        """The log of the running database grows, the staged one does not."""
        make_database(shell.folder / "data")
        shell.run("stage.sh", DATA=shell.folder / "data")
        with (shell.folder / "data/database/000009.log").open("ab") as log:
            log.write(b" and more")
        assert (shell.folder / "data/.backup/staging/database/000009.log").read_bytes() == b"log"

    def test_an_empty_volume_is_staged(self, shell):
        """A node that has never run has nothing to copy, which is no error."""
        (shell.folder / "data").mkdir()
        assert shell.run("stage.sh", DATA=shell.folder / "data") == (0, "")


@pytest.mark.slow
class TestAgent:
    @pytest.fixture
    def node(self, shell):
        """A process that counts, under the name that the agent looks for, and a /proc with that process only."""
        make_database(shell.folder / "data")
        counter = shell.folder / "counter"
        code = (
            f"import time\nn = 0\nwhile True:\n    open({str(counter)!r}, 'w').write(str(n)); n += 1; time.sleep(0.01)"
        )
        process = subprocess.Popen([sys.executable, "-c", code])
        proc = shell.folder / "proc" / str(process.pid)
        proc.mkdir(parents=True)
        (proc / "comm").write_text("java\n", "utf-8")
        wait_until(counter.exists)
        yield process
        process.kill()
        process.wait()

    def start(self, shell, **env):
        settings = {
            "DATA": shell.folder / "data", "STAGE": SCRIPTS / "stage.sh", "PROC": shell.folder / "proc",
            "POLL_SECONDS": "1",
        }  # fmt: skip
        return shell.start("backup-agent.sh", **(settings | env))

    def ask(self, shell, request: str) -> str:
        folder = shell.folder / "data" / ".backup"
        folder.mkdir(exist_ok=True)
        (folder / "answer").unlink(missing_ok=True)
        (folder / "request").write_text(f"{request}\n", "utf-8")
        wait_until((folder / "answer").exists)
        return (folder / "answer").read_text("utf-8")

    def state(self, node) -> str:
        return Path(f"/proc/{node.pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]

    def test_the_node_stands_still_while_it_is_copied(self, shell, node):
        """While the copy is made the process is stopped; afterwards it runs, and the answer names the request."""
        stage = shell.folder / "stage.sh"
        stat = f"sed 's/.*) //' /proc/{node.pid}/stat | cut -c1 >{shell.folder}/state"
        stage.write_text(f"{stat}\nexec sh {SCRIPTS}/stage.sh\n", "utf-8")
        agent = self.start(shell, STAGE=stage)
        assert self.ask(shell, "first") == "first copied\n"
        assert (shell.folder / "state").read_text("utf-8") == "T\n"
        assert self.state(node) != "T"
        assert self.ask(shell, "second") == "second copied\n"
        agent.send_signal(signal.SIGTERM)
        said, _ = agent.communicate(timeout=20)
        assert agent.returncode == 0
        assert "backup-agent: request second: copied" in said

    def test_a_copy_that_takes_too_long_fails_and_the_node_goes_on(self, shell, node):
        """The pause is bounded: after it the answer is a failure, and the process runs."""
        stage = shell.folder / "stage.sh"
        stage.write_text("exec sleep 60\n", "utf-8")
        agent = self.start(shell, STAGE=stage, MAX_PAUSE_SECONDS="1")
        assert self.ask(shell, "slow") == "slow failed\n"
        assert self.state(node) != "T"
        agent.terminate()
        agent.communicate(timeout=20)

    def test_a_new_agent_frees_a_node_that_was_left_stopped(self, shell, node):
        """If an agent is killed in the middle, the next one lets the process go on."""
        node.send_signal(signal.SIGSTOP)
        wait_until(lambda: self.state(node) == "T")
        agent = self.start(shell)
        wait_until(lambda: self.state(node) != "T")
        agent.terminate()
        agent.communicate(timeout=20)

    def test_without_a_node_nothing_is_copied(self, shell, node):
        """A pod that does not share its processes is noticed."""
        agent = self.start(shell, PROCESS_NAME="besu")
        assert self.ask(shell, "any") == "any failed\n"
        agent.terminate()
        said, _ = agent.communicate(timeout=20)
        assert "no process named besu; does the pod share its process namespace?" in said
