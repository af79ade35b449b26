"""The typer application: help, completion, errors, and every command that is not hot. The only importer of typer."""

from __future__ import annotations

import inspect
import os
import sys

from linea_helm import __version__
from linea_helm.called import program
from linea_helm.options import LINT, POST, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn

    import typer


class _Gone(Exception):
    """BrokenPipeError on its way through typer, which would end the process with 1, the code for findings."""


def application(argv: list[str]) -> int:
    """Run a command line with typer and give its exit code.

    Errors: LineaError, and BrokenPipeError when the reader of the output has gone.
    """
    try:
        build(as_plugin="HELM_PLUGIN_NAME" in os.environ)(args=argv, prog_name=program())
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except _Gone as gone:
        raise BrokenPipeError from gone
    raise AssertionError("typer ends by SystemExit")


def build(*, as_plugin: bool) -> typer.Typer:
    """Make the application; Helm completes words for its plugins itself."""
    import typer  # 45 ms

    app = typer.Typer(
        help="Lint Helm values, enforce policies on values and manifests, and post-render manifests.",
        no_args_is_help=True,
        add_completion=not as_plugin,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain as Helm's own help, and 40 ms faster
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root())
    app.command("lint", help=_LINT_HELP)(_command(LINT, _CHART, _lint))
    app.command("post-render", help=_POST_HELP)(_command(POST, None, _post))
    app.add_typer(_policy(), name="policy")
    app.add_typer(_keys(), name="keys")
    app.command("doctor")(_doctor)
    app.command("setup")(_setup)
    app.command("version")(_version)
    return app


_LINT_HELP = """Check values, and what a chart makes of them."""

_CHART = (
    "[CHART]",
    "A chart's folder or archive; with --each or --fleet values files.  [default: the chart here, else linea-stack]",
)

_POST_HELP = """Add labels and resources to manifests, and judge them.

Reads manifests from standard input and writes them to standard output. Helm calls it as `linea-post`."""


def _end(run: Callable[..., int], *arguments: object, **options: object) -> NoReturn:
    """Run a command and end typer with its exit code."""
    import typer

    try:
        code = run(*arguments, **options)
    except BrokenPipeError as error:
        raise _Gone from error
    raise typer.Exit(code)


def _lint(**options: Any) -> int:  # noqa: ANN401 - the table in options.py types them
    from linea_helm.lint.lint import lint

    return lint(options, os.environ, sys.stdout)


def _post(**_: Any) -> int:  # noqa: ANN401
    raise AssertionError("post.py reads its command line itself")


def _command(
    options: tuple[Option, ...], words: tuple[str, str] | None, run: Callable[..., int]
) -> Callable[..., None]:
    """Make a typer command out of a table of options, and of the name and the help of its other words."""
    import typer

    def command(**given: Any) -> None:  # noqa: ANN401
        _end(run, **given)

    parameters = [_parameter(option) for option in options]
    if words:
        metavar, text = words
        argument = typer.Argument(default=None, metavar=metavar, help=text, show_default=False)
        parameters.insert(
            0, inspect.Parameter("arguments", inspect.Parameter.KEYWORD_ONLY, default=argument, annotation=list[str])
        )
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what typer reads
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    return command


def _parameter(option: Option) -> inspect.Parameter:
    import typer

    kinds: dict[str, tuple[Any, Any]] = {"flag": (bool, False), "text": (str | None, None), "many": (list[str], [])}
    annotation, default = kinds[option.kind]
    metavar = f"[{'|'.join(option.choices)}]" if option.choices else option.metavar or None
    made = typer.Option(
        default,
        *option.names,
        help=option.help,
        metavar=metavar,
        show_default=False,
        callback=_chosen(option) if option.choices else None,
        autocompletion=_offering(option.offered),
    )
    return inspect.Parameter(option.dest, inspect.Parameter.KEYWORD_ONLY, default=made, annotation=annotation)


def _chosen(option: Option) -> Callable[[str | None], str | None]:
    def check(value: str | None) -> str | None:
        import typer

        if value is not None and value not in option.choices:
            raise typer.BadParameter(f"{value!r} is none of {', '.join(option.choices)}")
        return value

    return check


def _offering(words: Sequence[str]) -> Callable[[], list[str]] | None:
    return (lambda: list(words)) if words else None  # for None a shell completes names of files


def _words(metavar: str, help_: str, offer: Callable[[], list[str]] | None) -> Any:  # noqa: ANN401 - as typer's own
    import typer

    return typer.Argument(None, metavar=metavar, help=help_, show_default=False, autocompletion=offer)


def _policy() -> typer.Typer:
    import typer

    from linea_helm import policycli

    app = typer.Typer(help="List, explain, test, export and import policies.", no_args_is_help=True)
    folders = typer.Option(
        [], "--policies", metavar="DIR", help="A folder with policies of your own.", show_default=False
    )

    @app.command("list")
    def list_(policies: list[str] = folders) -> None:
        """List the policies and rules with their severities."""
        _end(policycli.list_checks, policies, os.environ, sys.stdout)

    @app.command()
    def explain(
        id_: str = typer.Argument(
            metavar="ID", help="A policy's or a rule's id.", autocompletion=policycli.bundled_checks
        ),
        policies: list[str] = folders,
    ) -> None:
        """Say what a policy or a rule does, why, and how to mend it."""
        _end(policycli.explain, id_, policies, os.environ, sys.stdout)

    @app.command("test")
    def test_(
        folder: str = typer.Argument(
            None, metavar="[DIR]", help="A folder with policies and their cases.", show_default=False
        ),
    ) -> None:
        """Run the cases beside the policies (<id>.test.yaml)."""
        _end(policycli.test, folder, os.environ, sys.stdout)

    _for_clusters(app, folders)
    return app


def _for_clusters(app: typer.Typer, folders: Any) -> None:  # noqa: ANN401
    import typer

    from linea_helm import policycli

    profiles = next(option for option in LINT if option.dest == "profile")
    wanted = _words("[ID]...", "Policies; all when none is named.", policycli.bundled_policies)

    @app.command()
    def export(
        ids: list[str] = wanted,
        policies: list[str] = folders,
        profile: str = typer.Option(
            None,
            *profiles.names,
            metavar="[prod|dev]",
            help=profiles.help,
            callback=_chosen(profiles),
            autocompletion=_offering(profiles.offered),
        ),
        file: str = typer.Option(None, "-o", "--output", metavar="FILE", help="Write to a file.", show_default=False),
    ) -> None:
        """Write policies for the cluster to enforce."""
        from linea_helm.clustercli import Wish, export_policies

        _end(export_policies, Wish(ids or [], policies, profile, file), os.environ, sys.stdout, sys.stderr)

    @app.command("import")
    def import_(folder: str = typer.Argument(metavar="DIR", help="A folder with policies and bindings.")) -> None:
        """Say how the policies of a cluster are judged here."""
        from linea_helm.clustercli import explain_import

        _end(explain_import, folder, sys.stdout)


def _keys() -> typer.Typer:
    import typer

    from linea_helm import keyscli
    from linea_helm.keys import making

    app = typer.Typer(help="Make the keys of a linea-stack, or read one.", no_args_is_help=True)

    named = f"{', '.join(making.DEFAULT)} or tx-sender.  [default: all but tx-sender]"
    kinds = _words("[KEY]...", named, _offering(making.ALL))
    files = typer.Option(
        [], "--from", metavar="KEY=FILE", help="Take a key from a file; - is standard input.", show_default=False
    )

    @app.command()
    def new(
        names: list[str] = kinds,
        sources: list[str] = files,
        receiver: str = typer.Option(
            None,
            "--to",
            metavar="ADDRESS",
            help="The address that tx-sender sends to.  [default: its own]",
            show_default=False,
        ),
        folder: str = typer.Option(".", "--dir", metavar="DIR", help="Write the files there."),
        namespace: str = typer.Option(None, "--namespace", "-n", metavar="NAME", help="The namespace of the Secrets."),
        *,
        in_files: bool = typer.Option(
            False, "--files", help="Write a file for each key, and say the kubectl commands."
        ),
        reveal: bool = typer.Option(False, "--reveal", help="Write the Secrets to standard output, for a pipe."),
    ) -> None:
        """Make keys, their Secrets, and the values that belong to them.

        The private keys go to linea-secrets.yaml, a new file that only you can read; nothing is overwritten.
        """
        order = keyscli.Order(names or [], sources, receiver, folder, namespace, in_files, reveal)
        _end(keyscli.new, order, sys.stdout, sys.stderr)

    @app.command()
    def show(
        file: str = typer.Argument(
            metavar="FILE", help="A private key as hex, in Besu's or maru's form; - is standard input."
        ),
        *,
        reveal: bool = typer.Option(False, "--reveal", help="Print the private key, too, in both forms."),
    ) -> None:
        """Say the address, the node id and the peer id of a private key."""
        _end(keyscli.show, file, reveal=reveal, stdout=sys.stdout, stderr=sys.stderr)

    return app


def _doctor() -> None:
    """Check this installation and say what is wrong with it."""
    from linea_helm.install.doctor import main

    _end(main)


def _setup() -> None:
    """Install the Python packages and register linea-post."""
    from linea_helm.install.setup import main

    _end(main)


def _root() -> Callable[..., None]:
    import typer

    def say(*, asked: bool) -> None:
        if asked:
            _version()
            raise typer.Exit

    def root(
        *,
        version: bool = typer.Option(False, "--version", help="Say the version.", is_eager=True, callback=say),
    ) -> None: ...

    return root


def _version() -> None:
    """Say the version."""
    sys.stdout.write(f"helm-linea {__version__}\n")
