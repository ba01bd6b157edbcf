from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RunOutput")


@_attrs_define
class RunOutput:
    """A page of output.

    Attributes:
        complete (bool): Whether the run has ended, and this is its last output.
        has_more (bool): Whether more output is stored already.
        next_ (int): The `since` of the next page.
        output (str): Text as the terminal shows it, with its control sequences. Bytes that are not UTF-8 are replaced
            by U+FFFD. Example: Fixed the login bug.
            .
        since (int): Where this page begins, in bytes.
    """

    complete: bool
    has_more: bool
    next_: int
    output: str
    since: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        complete = self.complete

        has_more = self.has_more

        next_ = self.next_

        output = self.output

        since = self.since

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "complete": complete,
                "has_more": has_more,
                "next": next_,
                "output": output,
                "since": since,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        complete = d.pop("complete")

        has_more = d.pop("has_more")

        next_ = d.pop("next")

        output = d.pop("output")

        since = d.pop("since")

        run_output = cls(
            complete=complete,
            has_more=has_more,
            next_=next_,
            output=output,
            since=since,
        )

        run_output.additional_properties = d
        return run_output

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
