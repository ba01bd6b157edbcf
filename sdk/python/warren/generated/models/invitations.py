from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.account_invitation import AccountInvitation


T = TypeVar("T", bound="Invitations")


@_attrs_define
class Invitations:
    """The open invitations of an account.

    Attributes:
        count (int): Number of items in this reply.
        invitations (list[AccountInvitation]): Oldest first, at most 100.
    """

    count: int
    invitations: list[AccountInvitation]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        invitations = []
        for invitations_item_data in self.invitations:
            invitations_item = invitations_item_data.to_dict()
            invitations.append(invitations_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "count": count,
                "invitations": invitations,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.account_invitation import AccountInvitation  # noqa: PLC0415

        d = dict(src_dict)
        count = d.pop("count")

        invitations = []
        _invitations = d.pop("invitations")
        for invitations_item_data in _invitations:
            invitations_item = AccountInvitation.from_dict(invitations_item_data)

            invitations.append(invitations_item)

        invitations = cls(
            count=count,
            invitations=invitations,
        )

        invitations.additional_properties = d
        return invitations

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
