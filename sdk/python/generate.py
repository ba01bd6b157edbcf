"""Generates warren/generated, or the folder that is given, from ../../openapi.json."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TOOLS = Path(sys.executable).parent

CONFIG = {
    "post_hooks": [
        f"{TOOLS}/ruff check . --isolated --target-version py311 --select I,F401 --fix-only",
        f"{TOOLS}/ruff format . --isolated --target-version py311 --line-length 120",
    ],
    "content_type_overrides": {
        "application/scim+json": "application/json",
        "text/calendar": "text/plain",
        "image/svg+xml": "text/plain",
        "message/rfc822": "application/octet-stream",
        "*/*": "application/octet-stream",
    },
}


def generate(folder: Path) -> None:
    document = json.loads((HERE / "../../openapi.json").read_text())
    adapt(document)
    with tempfile.TemporaryDirectory() as temporary:
        source, config, output = (Path(temporary) / name for name in ("openapi.json", "config.json", "generated"))
        source.write_text(json.dumps(document))
        config.write_text(json.dumps(CONFIG))
        options = [f"--path={source}", f"--config={config}", f"--output-path={output}"]
        options += [f"--custom-template-path={HERE / 'templates'}", "--meta=none", "--fail-on-warning"]
        subprocess.run(
            [str(TOOLS / "openapi-python-client"), "generate", *options], check=True, stdout=subprocess.DEVNULL
        )
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(output, folder, ignore=shutil.ignore_patterns(".ruff_cache"))


def adapt(document: dict[str, Any]) -> None:
    """Leaves out what the hand-written layer does, and writes the rest as the generator understands it."""
    for item in document["paths"].values():
        for method, operation in list(item.items()):
            responses = operation["responses"]
            # Sockets and streams are no calls; events.py opens the socket of events.
            if "101" in responses or "text/event-stream" in responses.get("200", {}).get("content", {}):
                del item[method]
                continue
            # Every error is raised as a WarrenError, so the functions return successes only.
            for status in [status for status in responses if status >= "300"]:
                del responses[status]
            contents = [response["content"] for response in responses.values() if "content" in response]
            if "requestBody" in operation:
                contents.append(operation["requestBody"]["content"])
            for content in contents:
                adapt_content(content)
    schemas = document["components"]["schemas"]
    for name in list(schemas):
        distribute(name, schemas)
    loosen(document)


def adapt_content(content: dict[str, Any]) -> None:
    if "application/json" in content:
        # The other forms are pages for people, or the same in another format.
        for other in set(content) - {"application/json"}:
            del content[other]
    for media_type, media in content.items():
        if not media_type.endswith("json") and media.get("schema", {}).get("type") == "array":
            media["schema"] = {"type": "string", "format": "binary"}


def distribute(name: str, schemas: dict[str, Any]) -> None:
    """Makes "(A or B) and C" to "(A and C) or (B and C)", which the generator understands."""
    first, *rest = schemas[name].get("allOf", [{}])
    alternatives = schemas.get(name_of(first), {}).get("oneOf", [])
    for alternative in alternatives:
        schemas[name + name_of(alternative)] = schemas[name] | {"allOf": [alternative, *rest]}
    if alternatives:
        references = [{"$ref": f"#/components/schemas/{name}{name_of(it)}"} for it in alternatives]
        schemas[name] = {"description": schemas[name]["description"], "oneOf": references}


def name_of(reference: dict[str, Any]) -> str:
    return str(reference.get("$ref", "")).rpartition("/")[2]


def loosen(schema: Any) -> None:
    """A value that a newer server adds to an enumeration is no error, and the server knows the defaults."""
    if isinstance(schema, dict):
        # A dictionary there is a property of that name.
        for keyword in ("enum", "default"):
            if keyword in schema and not isinstance(schema[keyword], dict):
                del schema[keyword]
        if schema.get("default") == {}:
            del schema["default"]
        for value in schema.values():
            loosen(value)
    elif isinstance(schema, list):
        for value in schema:
            loosen(value)


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "warren/generated")
