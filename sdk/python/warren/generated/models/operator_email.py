from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="OperatorEmail")


@_attrs_define
class OperatorEmail:
    """The operator email that is set now.

    Attributes:
        confirmed (bool): Whether a reader of the address has confirmed it.
        message (str): What happens next. Example: Open the link that was mailed to the operator..
        ok (bool): Always true.
        operator_email (str): The address.
    """

    confirmed: bool
    message: str
    ok: bool
    operator_email: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        confirmed = self.confirmed

        message = self.message

        ok = self.ok

        operator_email = self.operator_email

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "confirmed": confirmed,
                "message": message,
                "ok": ok,
                "operator_email": operator_email,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        confirmed = d.pop("confirmed")

        message = d.pop("message")

        ok = d.pop("ok")

        operator_email = d.pop("operator_email")

        operator_email = cls(
            confirmed=confirmed,
            message=message,
            ok=ok,
            operator_email=operator_email,
        )

        operator_email.additional_properties = d
        return operator_email

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
