from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.register_body import RegisterBody


T = TypeVar("T", bound="Register")


@_attrs_define
class Register:
    """The request that creates an account, a key and an address.

    Attributes:
        body (RegisterBody): The body of the request.
        method (str): The HTTP method. Example: POST.
        then (str): What to do with the reply. Example: Use the key as a bearer token..
        url (str): The URL of the request. Example: https://warren.example/v1/auth/agent-register.
    """

    body: RegisterBody
    method: str
    then: str
    url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        body = self.body.to_dict()

        method = self.method

        then = self.then

        url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "body": body,
                "method": method,
                "then": then,
                "url": url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.register_body import RegisterBody  # noqa: PLC0415

        d = dict(src_dict)
        body = RegisterBody.from_dict(d.pop("body"))

        method = d.pop("method")

        then = d.pop("then")

        url = d.pop("url")

        register = cls(
            body=body,
            method=method,
            then=then,
            url=url,
        )

        register.additional_properties = d
        return register

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
