from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.event_error import EventError
    from ..models.event_limit import EventLimit


T = TypeVar("T", bound="ReportedEvents")


@_attrs_define
class ReportedEvents:
    """The result of a report.

    Attributes:
        accepted (int): Events that were recorded.
        duplicates (int): Events that were recorded before: they are neither accepted nor rejected.
        errors (list[EventError]): The events that were not accepted, and why.
        rate_limit (EventLimit): The account's limit of events a day (UTC).
        rejected (int): Events that were rejected; `errors` lists them.
    """

    accepted: int
    duplicates: int
    errors: list[EventError]
    rate_limit: EventLimit
    rejected: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        accepted = self.accepted

        duplicates = self.duplicates

        errors = []
        for errors_item_data in self.errors:
            errors_item = errors_item_data.to_dict()
            errors.append(errors_item)

        rate_limit = self.rate_limit.to_dict()

        rejected = self.rejected

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accepted": accepted,
                "duplicates": duplicates,
                "errors": errors,
                "rate_limit": rate_limit,
                "rejected": rejected,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_error import EventError  # noqa: PLC0415
        from ..models.event_limit import EventLimit  # noqa: PLC0415

        d = dict(src_dict)
        accepted = d.pop("accepted")

        duplicates = d.pop("duplicates")

        errors = []
        _errors = d.pop("errors")
        for errors_item_data in _errors:
            errors_item = EventError.from_dict(errors_item_data)

            errors.append(errors_item)

        rate_limit = EventLimit.from_dict(d.pop("rate_limit"))

        rejected = d.pop("rejected")

        reported_events = cls(
            accepted=accepted,
            duplicates=duplicates,
            errors=errors,
            rate_limit=rate_limit,
            rejected=rejected,
        )

        reported_events.additional_properties = d
        return reported_events

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
