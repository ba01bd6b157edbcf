from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.run_api_key import RunApiKey


T = TypeVar("T", bound="CreatedRunApiKey")


@_attrs_define
class CreatedRunApiKey:
    """A new API key for runs.

    Attributes:
        api_key (RunApiKey): An API key for runs, without its secret.
        raw_key (str): The key itself. Not shown again. Example: amk_pk7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789abc.
    """

    api_key: RunApiKey
    raw_key: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        api_key = self.api_key.to_dict()

        raw_key = self.raw_key

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "api_key": api_key,
                "raw_key": raw_key,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.run_api_key import RunApiKey  # noqa: PLC0415

        d = dict(src_dict)
        api_key = RunApiKey.from_dict(d.pop("api_key"))

        raw_key = d.pop("raw_key")

        created_run_api_key = cls(
            api_key=api_key,
            raw_key=raw_key,
        )

        created_run_api_key.additional_properties = d
        return created_run_api_key

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
