import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_version_is_that_of_the_document() -> None:
    document = json.loads((ROOT / "../../openapi.json").read_text())
    assert f'\nversion = "{document["info"]["version"]}"\n' in (ROOT / "pyproject.toml").read_text()


def test_the_generated_code_is_that_of_the_document(tmp_path: Path) -> None:
    fresh = tmp_path / "generated"
    subprocess.run([sys.executable, ROOT / "generate.py", fresh], check=True)
    assert files(ROOT / "warren/generated") == files(fresh), "run `python generate.py`"


def files(folder: Path) -> dict[Path, str]:
    return {path.relative_to(folder): path.read_text() for path in sorted(folder.rglob("*.py"))}
