from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.refused import Refused


T = TypeVar("T", bound="CheckedNames")


@_attrs_define
class CheckedNames:
    """The verdict on the names of one list.

    Attributes:
        allowed (list[str]): The names that may be used. Example: ['web_search'].
        refused (list[Refused]): The others. Example: [{'bound': 'tenant', 'name': 'shell'}].
        effective (list[str] | None | Unset): All names that may be used, whether they were asked for or not; null if
            nothing restricts them. If it is empty, nothing may be used. Example: ['web_search'].
    """

    allowed: list[str]
    refused: list[Refused]
    effective: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        allowed = self.allowed

        refused = []
        for refused_item_data in self.refused:
            refused_item = refused_item_data.to_dict()
            refused.append(refused_item)

        effective: list[str] | None | Unset
        if isinstance(self.effective, Unset):
            effective = UNSET
        elif isinstance(self.effective, list):
            effective = self.effective

        else:
            effective = self.effective

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "allowed": allowed,
                "refused": refused,
            }
        )
        if effective is not UNSET:
            field_dict["effective"] = effective

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.refused import Refused  # noqa: PLC0415

        d = dict(src_dict)
        allowed = cast(list[str], d.pop("allowed"))

        refused = []
        _refused = d.pop("refused")
        for refused_item_data in _refused:
            refused_item = Refused.from_dict(refused_item_data)

            refused.append(refused_item)

        def _parse_effective(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                effective_type_0 = cast(list[str], data)

                return effective_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        effective = _parse_effective(d.pop("effective", UNSET))

        checked_names = cls(
            allowed=allowed,
            refused=refused,
            effective=effective,
        )

        checked_names.additional_properties = d
        return checked_names

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
