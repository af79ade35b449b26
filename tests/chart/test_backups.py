"""Backups that restore: the scripts with the real restic and a real S3 server, also when things go wrong."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from chart_data import contents, make_database, wait_until
from chart_shells import Shell
from renders import CHART
from tools import from_wheel, tool

SCRIPTS = CHART / "files" / "scripts"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIATEST12345", "AWS_SECRET_ACCESS_KEY": "secretsecret123"}


def start_java(shell, code: str) -> subprocess.Popen:
    """A process that calls itself java, and a /proc with nothing else in it."""
    renamed = f"open('/proc/self/comm', 'w').write('java')\n{code}"
    process = subprocess.Popen([sys.executable, "-c", renamed])
    (shell.folder / "proc").mkdir()
    (shell.folder / "proc" / str(process.pid)).symlink_to(f"/proc/{process.pid}")
    wait_until(lambda: Path(f"/proc/{process.pid}/comm").read_text("utf-8") == "java\n")
    return process


@pytest.fixture(scope="module")
def bucket(tmp_path_factory):
    """A real S3 server on loopback; a bucket is a folder."""
    import socket
    import urllib.error
    import urllib.request

    folder = tmp_path_factory.mktemp("s3")
    (folder / "backups").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        from_wheel("rclone"),
        "serve",
        "s3",
        "--addr",
        f"127.0.0.1:{port}",
        "--auth-key",
        ",".join(KEYS.values()),
    ]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder)}
    server = subprocess.Popen([*command, folder], env=environment, stderr=subprocess.DEVNULL)

    def answers() -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/").close()
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return False
        return True

    wait_until(answers)
    yield f"s3:http://127.0.0.1:{port}/backups"
    server.terminate()
    server.wait(timeout=20)


def job_of(shell, bucket: str, repository: str) -> dict[str, object]:
    """The environment of a backup Job, with a node's data."""
    shell.add(tool("restic"))
    make_database(shell.folder / "data")
    (shell.folder / "genesis.json").write_text("{}", "utf-8")
    return {
        **KEYS, "DATA": shell.folder / "data", "GENESIS": shell.folder / "genesis.json",
        "STAGE": SCRIPTS / "stage.sh",
        "RESTIC_REPOSITORY": f"{bucket}/{repository}", "RESTIC_CACHE_DIR": shell.folder / "cache",
        "AWS_DEFAULT_REGION": "us-east-1", "COMPONENT": "besu", "WORKLOAD": "linea-stack-besu", "CHAIN_ID": "59139",
        "BACKUP_MODE": "copy",
    }  # fmt: skip


@pytest.fixture(scope="module")
def one_backup(bucket, tmp_path_factory):
    """A repository with one complete backup, for tests that change nothing in it: restic takes seconds to make one."""
    shell = Shell("dash", tmp_path_factory.mktemp("one"))
    job = job_of(shell, bucket, "one")
    code, said = shell.run("backup.sh", **job)
    assert code == 0, said
    return job["RESTIC_REPOSITORY"]


def restore(shell, job, **env) -> tuple[int, str]:
    (shell.folder / "new").mkdir(exist_ok=True)
    return shell.run("restore.sh", **(job | {"DATA": shell.folder / "new", "SNAPSHOT": "latest"} | env))


def snapshots(job, *tags: str) -> int:
    environment = {k: str(v) for k, v in job.items()} | {"HOME": "/nonexistent"}
    command = [tool("restic"), "--insecure-no-password", "--no-cache", "snapshots", "--json"]
    done = subprocess.run([*command, *tags], env=environment, capture_output=True, text=True, check=True)
    return len(json.loads(done.stdout))


@pytest.mark.slow
def test_what_is_restored_is_what_was_backed_up(bucket, tmp_path):
    """Of two backups the newest comes back, byte for byte, and a second run does nothing."""
    shell = Shell("busybox", tmp_path)
    job = job_of(shell, bucket, shell.folder.name)
    assert shell.run("backup.sh", **job)[0] == 0
    database = shell.folder / "data" / "database"
    (database / "000010.sst").write_bytes(os.urandom(300_000))
    (database / "000007.sst").unlink()
    code, said = shell.run("backup.sh", **job)
    assert code == 0, said
    assert "1 new,     6 changed,     1 unmodified" in said  # a table whose link is new is not even read
    assert said.splitlines()[-1] == "backup: besu is backed up"
    assert not (shell.folder / "data/.backup/staging").exists()
    assert snapshots(job, "--tag", "complete") == 2
    code, said = restore(shell, job)
    assert code == 0, said
    expected = {k: v for k, v in contents(database).items() if k != "LOCK"}
    assert contents(shell.folder / "new" / "database") == expected
    code, said = restore(shell, job)
    assert (code, "is here already" in said) == (0, True)


@pytest.mark.slow
class TestBackupAndRestore:
    @pytest.fixture
    def shell(self, dash_shell):
        """One shell is enough here: what differs between them is tested above."""
        return dash_shell

    @pytest.fixture
    def job(self, shell, bucket):
        """A Job with a repository that does not exist yet."""
        return job_of(shell, bucket, shell.folder.name)

    @pytest.fixture
    def next_job(self, job, one_backup):
        """A Job that finds one complete backup."""
        return job | {"RESTIC_REPOSITORY": one_backup}

    def test_data_is_never_written_over(self, shell, next_job):
        """A volume with data in it is refused."""
        (shell.folder / "new").mkdir()
        (shell.folder / "new" / "database").mkdir()
        code, said = restore(shell, next_job)
        assert code == 1
        assert "is not empty (database); restore to a new claim, or delete the old one" in said

    @pytest.mark.parametrize(
        ("env", "reason"),
        [
            ({"CHAIN_ID": "1"}, "the backup is of chain 59139, and this one is 1"),
            ({"COMPONENT": "maru"}, "the backup is one of besu, not of maru"),
            ({"GENESIS": "/etc/passwd"}, "the backup was made with another genesis file"),
            ({"SNAPSHOT": "0123abcd"}, "no complete backup '0123abcd'"),
        ],
        ids=["chain", "component", "genesis", "id"],
    )
    def test_a_backup_of_something_else_is_refused(self, shell, next_job, env, reason):
        """Another chain, component, genesis or an unknown id leaves the volume empty."""
        code, said = restore(shell, next_job, **env)
        assert code == 1
        assert reason in said
        assert [path.name for path in (shell.folder / "new").iterdir() if path.name != ".restore"] == []

    def test_a_broken_database_is_refused(self, shell, job):
        """A copy whose CURRENT names a file that is not in it does not come to the place of the data."""
        (shell.folder / "data/database/MANIFEST-000005").unlink()
        shell.run("backup.sh", **job)
        code, said = restore(shell, job)
        assert code == 1
        assert "broken database: " in said
        assert not (shell.folder / "new" / "database").exists()

    def test_a_backup_that_lacks_a_file_is_refused(self, shell, job):
        """The manifest has the number of files, so that one that is missing does not go unseen."""
        manifest = 's/"files":[0-9]*/"files":99/'
        shell.fake("mv", f'sed -i {shlex.quote(manifest)} "$1"; exec {shutil.which("mv")} "$@"')
        assert shell.run("backup.sh", **job)[0] == 0
        code, said = restore(shell, job)
        assert code == 1
        assert "the backup was made of 99 files, and 7 came back" in said
        assert not (shell.folder / "new" / "database").exists()

    def test_an_upload_with_holes_is_not_complete(self, shell, job):
        """When restic cannot read a file, what it made is never restored, and the next run removes it."""
        real = tool("restic")
        body = f'{real} "$@"; code=$?; case "$*" in *" backup "*) exit 3 ;; esac; exit $code'
        shell.fake("restic", body)
        code, said = shell.run("backup.sh", **job)
        assert code == 1
        assert "restic backup ended with exit code 3; nothing was marked complete" in said
        assert (snapshots(job), snapshots(job, "--tag", "complete")) == (1, 0)
        shell.fake("restic", f'exec {real} "$@"')
        assert "no complete backup 'latest'" in restore(shell, job)[1]
        shell.run("backup.sh", **job)
        assert (snapshots(job), snapshots(job, "--tag", "complete")) == (1, 1)

    def test_a_wrong_password_makes_no_new_repository(self, shell, next_job):
        """Only a repository that is not there is created."""
        (shell.folder / "password").write_text("wrong", "utf-8")
        code, said = shell.run("backup.sh", **(next_job | {"RESTIC_PASSWORD_FILE": shell.folder / "password"}))
        assert code == 1
        assert "the repository does not open (restic exit code 12)" in said

    def test_an_agent_is_asked_in_mode_pause(self, shell, job):
        """The Job and the agent meet through the volume, and the Job uploads what the agent staged."""
        process = start_java(shell, "import time; time.sleep(60)")
        settings = {"PROC": shell.folder / "proc", "POLL_SECONDS": "1", "DATA": job["DATA"], "STAGE": job["STAGE"]}
        agent = shell.start("backup-agent.sh", **settings)
        shell.fake("restic", f'case "$*" in *" backup "*) find . -type f >{shell.folder}/uploaded ;; esac')
        code, said = shell.run("backup.sh", **(job | {"BACKUP_MODE": "pause"}))
        assert code == 0, said
        assert "./database/000007.sst" in (shell.folder / "uploaded").read_text("utf-8")
        agent.terminate()
        agent.communicate(timeout=20)
        process.kill()
        process.wait()

    def test_a_missing_agent_is_named(self, shell, job):
        """Without an answer the Job ends after its time and says where to look."""
        shell.fake("restic", "exit 0")
        code, said = shell.run("backup.sh", **(job | {"BACKUP_MODE": "pause", "AGENT_TIMEOUT_SECONDS": "1"}))
        assert code == 1
        assert said.splitlines()[-1] == "backup: no answer from the backup agent in linea-stack-besu-0; look at its log"

    def kubectl(self, shell, replicas: str = "2", annotation: str = "") -> Path:
        calls = shell.folder / "calls"
        cases = f'*replicas-before*jsonpath*|*jsonpath*replicas-before*) printf %s "{annotation}" ;;'
        cases += f'*jsonpath*spec.replicas*) printf %s "{replicas}" ;;'
        shell.fake("kubectl", f'echo "$*" >>{calls}; case "$*" in {cases} esac')
        shell.fake("restic", f'case "$*" in *" backup "*) echo upload >>{calls} ;; esac')
        return calls

    def test_the_component_is_started_again_before_the_upload(self, shell, job):
        """In the mode quiesced the node is away only while links are made, and comes back with the count it had."""
        calls = self.kubectl(shell)
        code, said = shell.run("backup.sh", **(job | {"BACKUP_MODE": "quiesced"}))
        assert code == 0, said
        done = [line for line in calls.read_text("utf-8").splitlines() if not line.startswith("get")]
        assert done == [
            "annotate --overwrite statefulset linea-stack-besu linea-stack/replicas-before-backup=2",
            "scale statefulset linea-stack-besu --replicas=0",
            "wait --for=delete pod/linea-stack-besu-0 --timeout=600s",
            "scale statefulset linea-stack-besu --replicas=2",
            "annotate statefulset linea-stack-besu linea-stack/replicas-before-backup-",
            "upload",
        ]

    def test_a_failure_starts_the_component_too(self, shell, job):
        """When the copy cannot be made the node still comes back."""
        calls = self.kubectl(shell)
        stage = shell.folder / "stage.sh"
        stage.write_text("exit 7\n", "utf-8")
        code, _ = shell.run("backup.sh", **(job | {"BACKUP_MODE": "quiesced", "STAGE": stage}))
        assert code != 0
        assert "scale statefulset linea-stack-besu --replicas=2" in calls.read_text("utf-8")

    def test_a_job_that_takes_over_knows_the_old_count(self, shell, job):
        """After a Job that was killed the count comes from the annotation, not from the 0 that it left."""
        calls = self.kubectl(shell, replicas="0", annotation="3")
        assert shell.run("backup.sh", **(job | {"BACKUP_MODE": "quiesced"}))[0] == 0
        assert "scale statefulset linea-stack-besu --replicas=3" in calls.read_text("utf-8")

    def test_a_drain_does_not_leave_the_component_down(self, shell, job):
        """SIGTERM while the node's pod is going away puts the count back at once, well before a SIGKILL would come."""
        calls = self.kubectl(shell)
        fake = (shell.bin / "kubectl").read_text("utf-8").partition("\n")[2]
        until_scaled_back = f"until grep -q -- --replicas=2 {calls}; do sleep 0.1; done"
        shell.fake("kubectl", f'{fake.strip()}; case "$*" in wait*) {until_scaled_back} ;; esac')
        process = shell.start("backup.sh", **(job | {"BACKUP_MODE": "quiesced"}))
        wait_until(lambda: calls.exists() and "wait --for=delete" in calls.read_text("utf-8"))
        process.terminate()
        process.communicate(timeout=20)
        assert process.returncode == 1
        assert calls.read_text("utf-8").splitlines()[-2:] == [
            "scale statefulset linea-stack-besu --replicas=2",
            "annotate statefulset linea-stack-besu linea-stack/replicas-before-backup-",
        ]
