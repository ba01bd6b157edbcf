from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.new_secret_metadata_type_0 import NewSecretMetadataType0


T = TypeVar("T", bound="NewSecret")


@_attrs_define
class NewSecret:
    """A secret to store.

    Attributes:
        ciphertext (str): The encrypted secret, in base64url, base64 or hex. Other text is stored, too, and marked in
            the reply. At most 16,384 bytes of
            UTF-8; 65,536 in the paid tier. Example: AUBBQkNERUZHSElKS_bwvZP1P080l6SjJGh6Epjp6u6IHkyq69ny2bksN6Qb.
        if_version (int | None | Unset): Store only if this is the latest version number of the key (`next_version` -
            1). 0: store only if the key does not exist.
        metadata (NewSecretMetadataType0 | None | Unset): Metadata of this version: a JSON object of at most 4,096
            bytes. The deployment can read it.
    """

    ciphertext: str
    if_version: int | None | Unset = UNSET
    metadata: NewSecretMetadataType0 | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.new_secret_metadata_type_0 import NewSecretMetadataType0  # noqa: PLC0415

        ciphertext = self.ciphertext

        if_version: int | None | Unset
        if isinstance(self.if_version, Unset):
            if_version = UNSET
        else:
            if_version = self.if_version

        metadata: dict[str, Any] | None | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        elif isinstance(self.metadata, NewSecretMetadataType0):
            metadata = self.metadata.to_dict()
        else:
            metadata = self.metadata

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ciphertext": ciphertext,
            }
        )
        if if_version is not UNSET:
            field_dict["if_version"] = if_version
        if metadata is not UNSET:
            field_dict["metadata"] = metadata

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.new_secret_metadata_type_0 import NewSecretMetadataType0  # noqa: PLC0415

        d = dict(src_dict)
        ciphertext = d.pop("ciphertext")

        def _parse_if_version(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        if_version = _parse_if_version(d.pop("if_version", UNSET))

        def _parse_metadata(data: object) -> NewSecretMetadataType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_type_0 = NewSecretMetadataType0.from_dict(data)

                return metadata_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(NewSecretMetadataType0 | None | Unset, data)

        metadata = _parse_metadata(d.pop("metadata", UNSET))

        new_secret = cls(
            ciphertext=ciphertext,
            if_version=if_version,
            metadata=metadata,
        )

        new_secret.additional_properties = d
        return new_secret

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
