import asyncio
import base64
import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from cryptography.exceptions import InvalidTag

from tests.conftest import Script, reply
from warren import Sealer, WarrenError, generate_seed

SPECIFICATION = (Path(__file__).parents[3] / "docs/vault-crypto.md").read_text()
VECTORS = json.loads(SPECIFICATION.split("```json\n")[1].split("```")[0])


@pytest.mark.parametrize("vector", VECTORS)
def test_the_vectors_of_the_specification(vector: dict[str, str]) -> None:
    sealer = Sealer(bytes.fromhex(vector["seed"]), vector["account"])
    key, version, secret = vector["key"], int(vector["version"]), bytes.fromhex(vector["secret"])
    assert sealer.seal(key, version, secret, bytes.fromhex(vector["nonce"])) == vector["envelope"]
    assert sealer.open(key, version, vector["envelope"]) == secret


def test_an_envelope_opens_nowhere_but_in_its_place_and_not_changed() -> None:
    seed = generate_seed()
    envelope = Sealer(seed, "acc_a").seal("key", 7, b"secret")
    assert Sealer(seed, "acc_a").open("key", 7, envelope) == b"secret"
    for sealer, key, version in [
        (Sealer(generate_seed(), "acc_a"), "key", 7),
        (Sealer(seed, "acc_b"), "key", 7),
        (Sealer(seed, "acc_a"), "kez", 7),
        (Sealer(seed, "acc_a"), "key", 8),
    ]:
        with pytest.raises(InvalidTag):
            sealer.open(key, version, envelope)
    content = base64.urlsafe_b64decode(envelope + "==")
    for at in range(len(content)):
        changed = bytearray(content)
        changed[at] ^= 1
        for damaged in (bytes(changed), content[:at]):
            with pytest.raises((InvalidTag, ValueError)):
                Sealer(seed, "acc_a").open("key", 7, base64.urlsafe_b64encode(damaged).decode())
    with pytest.raises(ValueError):
        Sealer(bytes(16), "acc_a")


def test_a_write_takes_the_next_version_when_somebody_else_was_faster(script: Callable[..., Script]) -> None:
    times = {"created_at": "2026-04-01T10:00:00Z", "updated_at": "2026-04-01T10:00:00Z"}

    def answers() -> list[httpx.Response]:
        conflict = reply(409, None, error="version_conflict", current_version=4)
        return [conflict, reply(201, None, key="key", stored=True, version=5, encrypted=True, **times)]

    server = script(*answers(), *answers())
    seed = generate_seed()

    async def put() -> int:
        return await server.async_warren.vault(seed, "acc_a").put("key", b"secret")

    assert server.warren.vault(seed, "acc_a").put("key", "secret") == 5
    assert asyncio.run(put()) == 5
    bodies = [json.loads(request.content) for request in server.requests]
    assert [body["if_version"] for body in bodies] == [0, 4, 0, 4]
    assert all(Sealer(seed, "acc_a").open("key", 5, body["ciphertext"]) == b"secret" for body in bodies[1::2])


def test_a_write_ends_when_the_server_refuses_the_version_that_it_named(script: Callable[..., Script]) -> None:
    server = script(*[reply(409, None, error="version_conflict", current_version=4) for _ in range(2)])
    with pytest.raises(WarrenError, match="version_conflict"):
        server.warren.vault(generate_seed(), "acc_a").put("key", "secret")
