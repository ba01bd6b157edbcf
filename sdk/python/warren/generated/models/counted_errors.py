from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.counted_error import CountedError
    from ..models.errors_in_hour import ErrorsInHour


T = TypeVar("T", bound="CountedErrors")


@_attrs_define
class CountedErrors:
    """Recent errors.

    Attributes:
        errors (list[CountedError]): By code, the most frequent first.
        hours (list[ErrorsInHour]): By hour, the oldest first. Hours without errors are left out.
    """

    errors: list[CountedError]
    hours: list[ErrorsInHour]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        errors = []
        for errors_item_data in self.errors:
            errors_item = errors_item_data.to_dict()
            errors.append(errors_item)

        hours = []
        for hours_item_data in self.hours:
            hours_item = hours_item_data.to_dict()
            hours.append(hours_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "errors": errors,
                "hours": hours,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.counted_error import CountedError  # noqa: PLC0415
        from ..models.errors_in_hour import ErrorsInHour  # noqa: PLC0415

        d = dict(src_dict)
        errors = []
        _errors = d.pop("errors")
        for errors_item_data in _errors:
            errors_item = CountedError.from_dict(errors_item_data)

            errors.append(errors_item)

        hours = []
        _hours = d.pop("hours")
        for hours_item_data in _hours:
            hours_item = ErrorsInHour.from_dict(hours_item_data)

            hours.append(hours_item)

        counted_errors = cls(
            errors=errors,
            hours=hours,
        )

        counted_errors.additional_properties = d
        return counted_errors

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
