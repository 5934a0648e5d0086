"""The house keeps its own rules: arrows, pure rules, sizes, constraints that speak, dependencies with a reason."""

import ast
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from boligsocial.common.versions import is_history

BASE = Path(settings.BASE_DIR)
APPS = ("areas", "efforts", "staffing")
OURS = [config for config in apps.get_app_configs() if Path(config.path).is_relative_to(BASE / "boligsocial")]
OURS += [apps.get_app_config(name) for name in APPS]
# The history's tables are made by their library.
MODELS = [model for config in OURS for model in config.get_models() if not is_history(model)]

# What each part of the house may import of the others (architecture: arrows point down).
COMMON = {"boligsocial.common"}
FLOOR = {"boligsocial.common", "boligsocial.records"}
ARROWS = {
    "boligsocial/common": set(),
    "boligsocial/geosqlite": COMMON,
    "boligsocial/accounts": COMMON,
    "boligsocial/records": COMMON,
    "areas": FLOOR,
    "efforts": FLOOR | {"areas"},
    "staffing": FLOOR | {"areas", "efforts"},
    "boligsocial/dashboards": FLOOR | {"areas", "efforts", "staffing"},
    "boligsocial/desk": FLOOR | {"areas", "efforts", "staffing", "boligsocial.accounts"},
    "boligsocial/demo": FLOOR | {"areas", "efforts", "staffing", "boligsocial.accounts"},
}


def tracked(*patterns: str) -> list[Path]:
    """The files of the project, as git knows them, that are there."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=BASE,
        capture_output=True,
        text=True,
        check=True,
    )
    return [BASE / name for name in listed.stdout.splitlines() if (BASE / name).is_file()]


def imported(path: Path) -> set[str]:
    """The modules that a file imports, with the names it takes from them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def part_of(module: str) -> str | None:
    """The part of the house a module belongs to, as ARROWS names it in imports."""
    names = module.split(".")
    if names[0] == "boligsocial" and len(names) > 1:
        return ".".join(names[:2])
    return names[0] if names[0] in APPS else None


@pytest.mark.parametrize("part", ARROWS)
def test_imports_follow_the_arrows(part):
    own = part.replace("/", ".")
    wrong = [
        f"{path.relative_to(BASE)} imports {module}"
        for path in (BASE / part).rglob("*.py")
        for module in imported(path)
        if part_of(module) not in {None, own, *ARROWS[part]}
    ]
    assert wrong == []


def rule_files() -> list[Path]:
    return [path for app in APPS for path in (BASE / app / "rules").glob("*.py")]


def test_rules_are_pure():
    """They know choices, other rules and plain helpers: no database, no settings, no clock."""
    assert rule_files()
    wrong = []
    for path in rule_files():
        for module in imported(path):
            ours = part_of(module)
            if module.startswith("django") or (
                ours in APPS and not module.endswith(".choices") and ".rules" not in module
            ):
                wrong.append(f"{path.relative_to(BASE)} imports {module}")
        text = path.read_text("utf-8")
        wrong += [f"{path.name} asks the clock" for word in (".today(", ".now(", "localdate(") if word in text]
    assert wrong == []


# Who may touch the numbers of observations: the door and its sides (the checks let the database compare a million of
# those that are shown), what says which are withheld, and what writes.
DOOR = {"areas/figures.py", "areas/means.py", "areas/provenance.py", "areas/figure_checks.py", "areas/withholding.py"}
COMPARES = {"areas/figure_checks.py"}  # in the database, among those that are shown
WRITERS = {"areas/figure_admin.py", "areas/official_lists.py", "areas/models/figures.py"}
WRITING_PARTS = ("areas/intake/", "areas/migrations/", "boligsocial/demo/")
NUMBERS = {"value", "numerator", "denominator", "answers", "margin"}


def words_in(path: Path) -> set[str]:
    """Every attribute and keyword that a file names, and every part of a path as querysets write them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and not _is_choice(node.value):
            found.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            found |= set(node.arg.split("__"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            found |= set(node.value.split("__"))
        elif isinstance(node, ast.Name):
            found.add(node.id)
    return found


def _is_choice(node: ast.AST) -> bool:
    """A member of a closed list: Availability.AVAILABLE."""
    return isinstance(node, ast.Attribute) and node.attr.isupper()


def test_figures_are_read_through_their_door():
    """Whoever counts observations, or asks whether they are there, has no business with their numbers."""
    wrong = []
    for path in tracked("areas/*.py", "efforts/*.py", "staffing/*.py", "boligsocial/*.py"):
        name = str(path.relative_to(BASE))
        if name in DOOR | COMPARES | WRITERS or name.startswith(WRITING_PARTS):
            continue
        said = words_in(path)
        if {"Observation", "observations"} & said and NUMBERS & said:
            wrong.append(f"{name}: {', '.join(sorted(NUMBERS & said))}")
    assert wrong == []


# Who may touch the number of residents typed at an area: what says whether it is told, and what asks that or writes it.
TYPED = {f"areas/{name}.py" for name in ("said", "residents", "needs", "typed_count", "forms", "admin", "models/area")}
TYPED |= {
    "boligsocial/dashboards/history_words.py",
    "boligsocial/desk/area_pages.py",
    "boligsocial/demo/town_places.py",
}


def test_numbers_typed_at_areas_are_read_where_it_is_known_whether_they_are_told():
    paths = tracked("areas/*.py", "efforts/*.py", "staffing/*.py", "boligsocial/*.py")
    readers = {str(path.relative_to(BASE)) for path in paths if "residents_on" in path.read_text("utf-8")}
    assert {name for name in readers if "/migrations/" not in name} == TYPED


def test_no_template_reads_an_observation():
    wrong = [str(path) for path in tracked("templates/*.html") if "observation" in path.read_text("utf-8")]
    assert wrong == []


def test_no_file_has_over_500_lines():
    # Migrations that bring a new database up at once are one list, which Django writes.
    paths = [path for path in tracked("*.py", "*.html", "*.js", "*.css") if "_squashed_" not in path.name]
    assert paths
    long = {str(path.relative_to(BASE)): len(path.read_text("utf-8").splitlines()) for path in paths}
    assert {name: lines for name, lines in long.items() if lines > 500} == {}


def test_every_template_is_used():
    code = "".join(path.read_text("utf-8") for path in tracked("*.py", "templates/*.html"))
    templates = [path.relative_to(BASE / "templates") for path in tracked("templates/*.html")]
    # Django and its admin look these up by name.
    looked_up = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
    unused = [
        str(name)
        for name in templates
        if str(name) not in looked_up and name.parts[0] != "admin" and f'{name}"' not in code and f"{name}'" not in code
    ]
    assert unused == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_constraint_speaks_and_says_its_app(model):
    for constraint in model._meta.constraints:
        assert constraint.violation_error_message != models.BaseConstraint.default_violation_error_message, constraint
        assert constraint.name.startswith(f"{model._meta.app_label}_"), constraint.name


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_relation_has_a_name_back(model):
    for field in model._meta.get_fields():
        if field.is_relation and not field.auto_created and field.model is model and field.name not in AUTH_FIELDS:
            assert field.remote_field.related_name, f"{model.__name__}.{field.name}"


AUTH_FIELDS = {"groups", "user_permissions"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_says_what_it_is(model):
    assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}(")


def test_every_dependency_says_why():
    # The settings of the tools come after them.
    lines = (BASE / "pyproject.toml").read_text("utf-8").partition("[tool.")[0].splitlines()
    listed = [
        (before.strip(), line.strip())
        for before, line in zip(lines, lines[1:], strict=False)
        if line.startswith('    "')
    ]
    assert len(listed) > 10
    assert [line for before, line in listed if not before.startswith("#")] == []


def test_locked_dependencies_have_hashes_and_no_addresses():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (BASE / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
    lock = (BASE / "package-lock.json").read_text("utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock
