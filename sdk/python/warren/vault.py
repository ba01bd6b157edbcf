"""A vault with secrets that are encrypted before they are sent."""

from __future__ import annotations

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .errors import WarrenError
from .generated.api import AsyncOperations, Operations
from .generated.models import NewSecret
from .generated.types import UNSET

FORMAT = b"\x01"
NONCE_BYTES = 12
TAG_BYTES = 16


def generate_seed() -> bytes:
    """Makes the 32 bytes that encrypt a vault. Keep them: without them nobody can read its secrets."""
    return os.urandom(32)


class Sealer:
    """Encrypts secrets to the envelopes of docs/vault-crypto.md, and decrypts them."""

    def __init__(self, seed: bytes, account: str) -> None:
        """`account` is the id of the account (`acc_…`); for a pod's vault, the id of the pod (`pod_…`)."""
        if len(seed) != 32:
            raise ValueError("The seed must have 32 bytes.")
        self._seed = seed
        self._account = account.encode()

    def seal(self, key: str, version: int, secret: bytes, nonce: bytes | None = None) -> str:
        """Encrypts one version of a key. Never use a nonce twice."""
        nonce = nonce or os.urandom(NONCE_BYTES)
        sealed = self._cipher(key).encrypt(nonce, secret, self._place(key, version))
        return base64.urlsafe_b64encode(FORMAT + nonce + sealed).rstrip(b"=").decode()

    def open(self, key: str, version: int, envelope: str) -> bytes:
        """Decrypts an envelope. It opens only as the version of the key that it was made for."""
        content = base64.urlsafe_b64decode(envelope + "=" * (-len(envelope) % 4))
        if not content.startswith(FORMAT) or len(content) < 1 + NONCE_BYTES + TAG_BYTES:
            raise ValueError("This is not an envelope of format 1.")
        nonce, sealed = content[1 : 1 + NONCE_BYTES], content[1 + NONCE_BYTES :]
        return self._cipher(key).decrypt(nonce, sealed, self._place(key, version))

    def _cipher(self, key: str) -> AESGCM:
        info = b"warren:vault:v1:" + self._account + b"\0" + key.encode()
        return AESGCM(HKDF(SHA256(), length=32, salt=bytes(32), info=info).derive(self._seed))

    def _place(self, key: str, version: int) -> bytes:
        return self._account + b"\0" + key.encode() + b"\0" + version.to_bytes(8, "big")


class Vault:
    """The vault of an account or a pod."""

    def __init__(self, warren: Operations, sealer: Sealer) -> None:
        self._warren = warren
        self._sealer = sealer

    def put(self, key: str, secret: str | bytes) -> int:
        """Stores a secret and returns the number of its version."""
        # The envelope contains its version, so the version must be known in advance. A wrong guess is answered with the
        # current one.
        current = 0
        while True:
            try:
                return self._warren.put_secret(key, body=_sealed(self._sealer, key, current, secret)).version
            except WarrenError as error:
                current = _current_version(error, current)

    def get(self, key: str, version: int | None = None) -> bytes:
        """Reads a secret, in its newest or another version."""
        entry = self._warren.get_secret(key, version=UNSET if version is None else version)
        # Trust the requested version, not the one that the server reports.
        return self._sealer.open(key, entry.version if version is None else version, entry.ciphertext)


class AsyncVault:
    """`Vault` for asyncio."""

    def __init__(self, warren: AsyncOperations, sealer: Sealer) -> None:
        self._warren = warren
        self._sealer = sealer

    async def put(self, key: str, secret: str | bytes) -> int:
        """Stores a secret and returns the number of its version."""
        current = 0
        while True:
            try:
                return (await self._warren.put_secret(key, body=_sealed(self._sealer, key, current, secret))).version
            except WarrenError as error:
                current = _current_version(error, current)

    async def get(self, key: str, version: int | None = None) -> bytes:
        """Reads a secret, in its newest or another version."""
        entry = await self._warren.get_secret(key, version=UNSET if version is None else version)
        return self._sealer.open(key, entry.version if version is None else version, entry.ciphertext)


def _sealed(sealer: Sealer, key: str, current: int, secret: str | bytes) -> NewSecret:
    content = secret.encode() if isinstance(secret, str) else secret
    return NewSecret(ciphertext=sealer.seal(key, current + 1, content), if_version=current)


def _current_version(error: WarrenError, guessed: int) -> int:
    """The version that the key has instead of the guessed one."""
    current = error.body.get("current_version")
    if error.code != "version_conflict" or not isinstance(current, int) or current == guessed:
        raise error
    return current
