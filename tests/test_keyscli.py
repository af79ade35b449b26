"""`keys new` and `keys show`: what is written where, and what never is."""

from __future__ import annotations

import io
import json
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from helms import ALL, MAJORS, helm, kubectl

from linea_helm import keyscli
from linea_helm.bundled import CHART
from linea_helm.errors import InputError, LineaError, UsageError
from linea_helm.keyscli import Order

PROJECT = Path(__file__).parent.parent
RECEIVER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
#: Public development keys of Linea's own files.
SEQUENCER = "f3f61f30399831b8b6b00b67fd357faa3a641768846e6df25fd9990f151e3846"
MARU = "65987ce870e1f12bfe288535ea87e1f8127f5d2f42ae2612bfce85153d76e760"
NODE_ID = (
    "14408801a444dafc44afbccce2eb755f902aed3b5743fed787b3c790e021fef2"
    "8b8c827ed896aa4e8fb46e22bd67c39f994a73768b4b382f8597b0d44370e15d"
)
ORDER = Order([], [], None, ".", None, files=False, reveal=False)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """An empty folder, in which files are made."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def key_file(name, content, mode=0o600):
    """Write a key into the current folder."""
    path = Path(name)
    path.write_text(content, "utf-8")
    path.chmod(mode)
    return name


def new(**changes):
    """Run `keys new`; give what it printed to standard output and to standard error."""
    out, err = io.StringIO(), io.StringIO()
    assert keyscli.new(ORDER._replace(**changes), out, err) == 0
    return out.getvalue(), err.getvalue()


def show(path, *, reveal=False):
    """Run `keys show` in the same way."""
    out, err = io.StringIO(), io.StringIO()
    assert keyscli.show(path, reveal=reveal, stdout=out, stderr=err) == 0
    return out.getvalue(), err.getvalue()


def secrets(text):
    """Give the Secrets of a stream: name to content."""
    return {secret["metadata"]["name"]: secret["stringData"] for secret in yaml.safe_load_all(text)}


def test_the_files_and_what_is_said(here):
    """Secrets for the owner alone, values for everybody, and on the terminal only what is public."""
    out, err = new()
    assert err == ""
    assert {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in here.iterdir()} == {
        "linea-secrets.yaml": 0,
        "linea-values.yaml": 0o044,
    }
    values = yaml.safe_load(Path("linea-values.yaml").read_text("utf-8"))
    assert (
        out
        == f"""\
sequencer  Secret linea-stack-sequencer-p2p-key
           node id   {values["sequencer"]["nodeId"]}
maru       Secret linea-stack-maru-p2p-key
           validator {values["chain"]["validators"][0]}
           peer id   {re.search("16Uiu2HA[1-9A-Za-z]{45}", out)[0]}
jwt        Secret linea-stack-engine-jwt
besu-jwt   Secret linea-stack-besu-engine-jwt
ethstats   Secret linea-stack-ethstats

wrote ./linea-secrets.yaml
wrote ./linea-values.yaml

next:
  kubectl create -f ./linea-secrets.yaml
  helm install my-linea CHART -f CHART/profiles/production.yaml -f ./linea-values.yaml
keep a copy of the private keys in a safe place, then delete the files that hold them
"""
    )
    for content in secrets(Path("linea-secrets.yaml").read_text("utf-8")).values():
        for text in content.values():
            assert text[-64:] not in out


def test_existing_keys_are_taken_from_files():
    """The public parts are theirs, and it is said that everybody has these."""
    key_file("s", f"0x{SEQUENCER}\n")
    key_file("m", f"08021220{MARU}\n")
    out, err = new(names=["sequencer", "maru"], sources=["sequencer=s", "maru=m"], folder="out")
    assert yaml.safe_load(Path("out/linea-values.yaml").read_text("utf-8")) == {
        "sequencer": {"nodeId": NODE_ID},
        "chain": {"validators": ["0x083E11F14B68D5EBeB4BE3e3E0237ebbC5675AB5"]},
    }
    assert secrets(Path("out/linea-secrets.yaml").read_text("utf-8")) == {
        "linea-stack-sequencer-p2p-key": {"key": SEQUENCER},
        "linea-stack-maru-p2p-key": {"key": f"0x08021220{MARU}"},
    }
    assert "16Uiu2HAmJUNxrHNBa7RhqqPKfEDc3nccSeoK9XFTAmHwEUQcDStu" in out
    assert err == (
        "warning: sequencer: everybody has this key: it is a key of Linea's local stack\n"
        "warning: maru: everybody has this key: it is a key of maru's tests and charts\n"
    )


def test_a_jwt_secret_and_a_word_from_files():
    """Both stay what they are."""
    key_file("j", "0x" + "0123456789abcdef" * 4)
    key_file("e", "hello-world\n")
    new(names=["jwt", "ethstats"], sources=["jwt=j", "ethstats=e"])
    assert secrets(Path("linea-secrets.yaml").read_text("utf-8")) == {
        "linea-stack-engine-jwt": {"jwt.hex": "0123456789abcdef" * 4},
        "linea-stack-ethstats": {"WS_SECRET": "hello-world"},
    }


def test_a_published_jwt_secret():
    """It is a warning: it may be what two running programs share."""
    key_file("j", "ecb22bc24e7d4061f7ed690ccd5846d7d73f5d2b9733267e12f56790398d908a")
    _, err = new(names=["jwt"], sources=["jwt=j"])
    assert err == "warning: jwt: everybody has this secret: it is the default of ethpandaops' charts\n"


def test_reveal_is_for_pipes(here):
    """Standard output has the Secrets alone; what people read goes to standard error, and no file has a key."""
    out, err = new(names=["jwt", "tx-sender"], receiver=RECEIVER, reveal=True, namespace="linea")
    assert set(secrets(out)) == {"linea-stack-engine-jwt", "linea-stack-tx-sender-secrets"}
    assert [path.name for path in here.iterdir()] == ["linea-values.yaml"]
    assert err.startswith("jwt        Secret linea-stack-engine-jwt\n")
    install = "helm install my-linea CHART --namespace linea -f CHART/profiles/production.yaml"
    assert err.endswith(f"next:\n  {install} -f ./linea-values.yaml\n")


def test_reveal_into_a_broken_pipe(here):
    """Values of keys that nobody received are not left behind."""

    class Broken(io.StringIO):
        def flush(self):
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        keyscli.new(ORDER._replace(reveal=True), Broken(), io.StringIO())
    assert list(here.iterdir()) == []


def test_a_file_for_each_key(here):
    """With the commands that create the Secrets of them."""
    out, _ = new(names=["sequencer", "tx-sender"], receiver=RECEIVER, files=True, folder="my keys", namespace="linea")
    assert {path.name for path in (here / "my keys").iterdir()} == {
        *("sequencer.key", "tx-sender.key", "linea-values.yaml")
    }
    sequencer, sender, install, _ = map(shlex.split, out.partition("next:\n")[2].splitlines())
    create = ["kubectl", "create", "secret", "generic"]
    where = ["--namespace", "linea"]
    assert sequencer == [*create, "linea-stack-sequencer-p2p-key", *where, "--from-file=key=my keys/sequencer.key"]
    files = ["--from-file=privateKey=my keys/tx-sender.key", f"--from-literal=toAddress={RECEIVER}"]
    assert sender == [*create, "linea-stack-tx-sender-secrets", *where, *files]
    assert install[:6] == ["helm", "install", "my-linea", "CHART", *where]
    assert install[-1] == "my keys/linea-values.yaml"


@pytest.mark.parametrize("name", ["linea-secrets.yaml", "linea-values.yaml"])
def test_nothing_is_overwritten(here, name):
    """Neither file is touched when one of them is there."""
    (here / name).write_text("mine")
    with pytest.raises(InputError) as caught:
        new()
    assert caught.value.problem == f'cannot write "./{name}": File exists'
    assert [(path.name, path.read_text()) for path in here.iterdir()] == [(name, "mine")]


@pytest.mark.parametrize(
    ("changes", "problem", "fix"),
    [
        ({"names": ["seqencer"]}, 'there is no key "seqencer" to make', "did you mean sequencer?"),
        (
            {"names": ["x"]},
            'there is no key "x" to make',
            "the keys are sequencer, maru, jwt, besu-jwt, ethstats, tx-sender",
        ),
        (
            {"sources": ["maru"]},
            '--from "maru" is not NAME=FILE',
            "such as --from maru=maru.key; - is standard input",
        ),
        ({"sources": ["meru=f"]}, 'there is no key "meru" to make', "did you mean maru?"),
        ({"sources": ["maru=a", "maru=b"]}, "--from names maru twice", ""),
        ({"sources": ["maru=-", "jwt=-"]}, "standard input can hold one key only", ""),
        (
            {"names": ["jwt"], "sources": ["maru=a"]},
            "--from names maru, which is not among the keys to make: jwt",
            "",
        ),
        ({"receiver": RECEIVER}, "--to is for tx-sender alone", ""),
        (
            {"names": ["tx-sender"], "receiver": RECEIVER[:-1]},
            f'--to "{RECEIVER[:-1]}" is no address: 0x and 40 hex digits',
            "",
        ),
        (
            {"names": ["tx-sender"], "receiver": RECEIVER.replace("C7", "c7")},
            '--to "0x70997970c51812dc3A010c7d01b50e0d17dc79C8" has a wrong checksum'.replace("c51812", "C51812"),
            f"if the digits are right, it is {RECEIVER}",
        ),
        (
            {"files": True, "reveal": True},
            "--files writes the keys to files and --reveal to standard output; name one of them",
            "",
        ),
    ],
)
def test_a_wrong_command_line(here, changes, problem, fix):
    """It is refused before anything is made or read."""
    with pytest.raises(UsageError) as caught:
        new(**changes)
    assert (caught.value.problem, caught.value.fix) == (problem, fix)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("receiver", [RECEIVER, RECEIVER.lower(), "0x" + RECEIVER[2:].upper()])
def test_an_address_in_one_letter_case_has_no_checksum(receiver):
    """It gets one."""
    new(names=["tx-sender"], receiver=receiver)
    [content] = secrets(Path("linea-secrets.yaml").read_text("utf-8")).values()
    assert content["toAddress"] == RECEIVER


def test_a_sender_without_receiver_sends_to_itself():
    """So that its test traffic costs only the gas."""
    out, _ = new(names=["tx-sender"])
    account = re.search("account   (0x.{40})", out)[1]
    [content] = secrets(Path("linea-secrets.yaml").read_text("utf-8")).values()
    assert content["toAddress"] == account


def test_a_bad_key_writes_nothing(here):
    """Also when the keys before it were good."""
    key_file("m", MARU)
    with pytest.raises(InputError, match="is 32 bytes without libp2p's 08021220"):
        new(sources=["maru=m"])
    assert [path.name for path in here.iterdir()] == ["m"]


def test_without_the_library(here, monkeypatch):
    """It is said before anything is written; what needs no curve is made all the same."""
    monkeypatch.setitem(sys.modules, "Crypto", None)
    with pytest.raises(LineaError) as caught:
        new()
    assert caught.value.problem == "the Python package pycryptodome 4.4 or newer is not installed"
    assert list(here.iterdir()) == []
    new(names=["jwt", "ethstats"])
    assert len(list(here.iterdir())) == 2


def test_show():
    """What is public of a key, and what form its file has."""
    out, err = show(key_file("m", f"0x08021220{MARU}"))
    assert out == (
        "form      libp2p's, as maru reads it\n"
        "address   0x083E11F14B68D5EBeB4BE3e3E0237ebbC5675AB5\n"
        "node id   566e4d27c70f107fc20f83470a2a2bbdc89d75010c6139ac85a887ec362f47f6"
        "6560acf3720dd7298fd203bf6706dabffd3e2b351b7a9eaa57413d6e10642361\n"
        "peer id   16Uiu2HAmJUNxrHNBa7RhqqPKfEDc3nccSeoK9XFTAmHwEUQcDStu\n"
    )
    assert err == "warning: everybody has this key: it is a key of maru's tests and charts\n"


def test_show_reveals_when_asked():
    """The key in both forms, so that one can be made of the other."""
    out, _ = show(key_file("s", SEQUENCER), reveal=True)
    assert out.startswith("form      32 bytes in hex, as Besu reads it\n")
    assert out.endswith(f"for Besu  {SEQUENCER}\nfor maru  0x08021220{SEQUENCER}\n")


def test_show_warns_of_rights():
    """Who shows a key learns that others can, too."""
    _, err = show(key_file("k", f"{'0123456789abcdef' * 4}", 0o644))
    assert err == "warning: k can be read by others (mode 644); run: chmod 600 k\n"


def linea(*words, **options):
    """Run the console script."""
    return subprocess.run(
        [sys.executable, "-m", "linea_helm.cli", "keys", *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        **options,
    )


def test_the_console_script(here):
    """From standard input to exit code and streams."""
    done = linea("show", "-", input=f"{SEQUENCER}\n")
    assert (done.returncode, done.stdout.splitlines()[1]) == (0, "address   0x6D976C9b8CeEe705d4FE8699B44E5eB58242F484")
    done = linea("show", SEQUENCER)
    assert done.returncode == 2
    assert SEQUENCER[:8] not in done.stderr
    done = linea("new", "jwt", "--reveal", "--dir", "d")
    assert done.returncode == 0
    assert secrets(done.stdout).keys() == {"linea-stack-engine-jwt"}


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_the_chart_takes_what_was_made(here, version):
    """The production profile with the made values renders, and names the made Secrets and no other."""
    new()
    done = subprocess.run(
        [helm(version), "template", "r", CHART, "-f", f"{CHART}/profiles/production.yaml", "-f", "linea-values.yaml"],
        env={"HOME": str(here), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    objects = [each for each in yaml.safe_load_all(done.stdout) if each]
    assert [each["metadata"]["name"] for each in objects if each["kind"] == "Secret"] == []
    assert set(re.findall(r"secretName: (\S+)", done.stdout)) == set(
        secrets(Path("linea-secrets.yaml").read_text("utf-8"))
    )
    values = yaml.safe_load(Path("linea-values.yaml").read_text("utf-8"))
    genesis = next(each["data"]["maru-genesis.json"] for each in objects if "maru-genesis.json" in each.get("data", {}))
    assert json.loads(genesis)["config"]["0"]["validatorSet"] == values["chain"]["validators"]
    assert values["sequencer"]["nodeId"] in done.stdout


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_the_linter_takes_what_was_made(version):
    """No error and no warning is left with the production profile."""
    new()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "linea_helm.cli", "lint", CHART, "--helm", str(helm(version))),
            *("-f", f"{CHART}/profiles/production.yaml", "-f", "linea-values.yaml", "--fail-on", "warning"),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.helm
def test_kubectl_makes_the_same_secrets(here):
    """Both ways give the same bytes: the manifest, and the commands with the files."""
    key_file("s", SEQUENCER)
    key_file("m", f"08021220{MARU}")
    key_file("j", "0123456789abcdef" * 4)
    order = {"names": ["sequencer", "maru", "jwt"], "sources": ["sequencer=s", "maru=m", "jwt=j"]}
    new(**order, folder="a")
    out, _ = new(**order, folder="b", files=True)
    made = {}
    for line in out.splitlines():
        if line.startswith("  kubectl"):
            words = [str(kubectl(MAJORS[0])), *line.split()[1:], "--dry-run=client", "-o", "json"]
            done = subprocess.run(words, env={"HOME": str(here)}, capture_output=True, encoding="utf-8", check=True)
            secret = json.loads(done.stdout)
            made[secret["metadata"]["name"]] = secret["data"]
    from base64 import b64decode

    decoded = {name: {key: b64decode(text).decode() for key, text in data.items()} for name, data in made.items()}
    assert decoded == secrets(Path("a/linea-secrets.yaml").read_text("utf-8"))


_STEP = re.compile(r"^```console\n\$ (.*)\n((?:.*\n)*?)```$", re.MULTILINE)


def test_the_worked_example_works(here):
    """Each command of docs/keys.md prints what is shown there; what is new each time stands there as "…"."""
    (here / "old").mkdir()
    key_file("old/sequencer.key", SEQUENCER)
    key_file("old/maru.key", f"0x08021220{MARU}\n")
    steps = _STEP.findall((PROJECT / "docs" / "keys.md").read_text("utf-8"))
    assert len(steps) == 6
    for command, shown in steps:
        if command.startswith("cat "):
            printed = Path(command.removeprefix("cat ")).read_text("utf-8")
        else:
            words = shlex.split(command.removeprefix("helm linea keys "))
            done = linea(*words)
            assert done.returncode == 0, done.stderr
            printed = done.stderr + done.stdout
        assert re.fullmatch(re.escape(shown).replace("…", "[0-9A-Za-z]+"), printed), printed
