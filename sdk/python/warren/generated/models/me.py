from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.my_account import MyAccount
    from ..models.my_membership import MyMembership
    from ..models.my_pod import MyPod


T = TypeVar("T", bound="Me")


@_attrs_define
class Me:
    """A credential, its account, and what it can do.

    Attributes:
        account (MyAccount): The account of a credential.
        addresses (list[str]): The pod's addresses that the credential can use, the oldest first; at most 100. Example:
            ['ada@warren.example'].
        credential (str): What a credential is.
            - `account`: the account's key
            - `pod`: a key of a pod, a key for runs, or the access token of an OAuth client
            - `session`: a person who is signed in
        permissions (list[str]): What the credential can do, as in docs/PERMISSIONS.md. Example: ['mail:read',
            'mail:send'].
        pod (MyPod): The pod in which a credential acts.
        expires_at (datetime.datetime | None | Unset): When the credential expires; null if it does not.
        member (MyMembership | None | Unset):
    """

    account: MyAccount
    addresses: list[str]
    credential: str
    permissions: list[str]
    pod: MyPod
    expires_at: datetime.datetime | None | Unset = UNSET
    member: MyMembership | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.my_membership import MyMembership  # noqa: PLC0415

        account = self.account.to_dict()

        addresses = self.addresses

        credential = self.credential

        permissions = self.permissions

        pod = self.pod.to_dict()

        expires_at: None | str | Unset
        if isinstance(self.expires_at, Unset):
            expires_at = UNSET
        elif isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        member: dict[str, Any] | None | Unset
        if isinstance(self.member, Unset):
            member = UNSET
        elif isinstance(self.member, MyMembership):
            member = self.member.to_dict()
        else:
            member = self.member

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account": account,
                "addresses": addresses,
                "credential": credential,
                "permissions": permissions,
                "pod": pod,
            }
        )
        if expires_at is not UNSET:
            field_dict["expires_at"] = expires_at
        if member is not UNSET:
            field_dict["member"] = member

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.my_account import MyAccount  # noqa: PLC0415
        from ..models.my_membership import MyMembership  # noqa: PLC0415
        from ..models.my_pod import MyPod  # noqa: PLC0415

        d = dict(src_dict)
        account = MyAccount.from_dict(d.pop("account"))

        addresses = cast(list[str], d.pop("addresses"))

        credential = d.pop("credential")

        permissions = cast(list[str], d.pop("permissions"))

        pod = MyPod.from_dict(d.pop("pod"))

        def _parse_expires_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        expires_at = _parse_expires_at(d.pop("expires_at", UNSET))

        def _parse_member(data: object) -> MyMembership | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                member_type_0 = MyMembership.from_dict(data)

                return member_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MyMembership | None | Unset, data)

        member = _parse_member(d.pop("member", UNSET))

        me = cls(
            account=account,
            addresses=addresses,
            credential=credential,
            permissions=permissions,
            pod=pod,
            expires_at=expires_at,
            member=member,
        )

        me.additional_properties = d
        return me

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
